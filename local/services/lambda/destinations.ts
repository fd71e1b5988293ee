import type { Internal, ServiceContext } from "../../types.ts";
import type { Failure } from "./answer.ts";
import type { PendingEvent } from "./async-store.ts";
import type { FunctionConfig } from "./function-config.ts";
import type { AsyncConfig } from "./invoke-config.ts";

export type Condition = "Success" | "RetriesExhausted" | "EventAgeExceeded";

/** How an asynchronous event ended. */
export interface Outcome {
  readonly condition: Condition;
  /** JSON: what the function answered, or its error object. */
  readonly payload: string;
  readonly failure?: Failure;
}

/**
 * Sends what became of an asynchronous event to where the template wants it, as the function's role.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function deliverOutcome(
  context: ServiceContext,
  config: FunctionConfig,
  asyncConfig: AsyncConfig,
  event: PendingEvent,
  outcome: Outcome,
): Promise<void> {
  const isSuccess = outcome.condition === "Success";
  const destinationArn = isSuccess ? asyncConfig.onSuccessArn : asyncConfig.onFailureArn;
  if (destinationArn) {
    const record = recordOf(context, config, event, outcome);
    await send(context, config, destinationArn, record, isSuccess);
  }
  if (!isSuccess && asyncConfig.deadLetterArn) {
    await context.internal.call(config.roleArn, "sqs", "SendMessage", {
      QueueUrl: queueUrlOf(context, asyncConfig.deadLetterArn),
      MessageBody: event.event,
      MessageAttributes: {
        RequestID: { DataType: "String", StringValue: event.requestId },
        ErrorCode: { DataType: "Number", StringValue: "200" },
        ErrorMessage: { DataType: "String", StringValue: errorMessageOf(outcome).slice(0, 1024) || "none" },
      },
    });
  }
}

async function send(
  context: ServiceContext,
  config: FunctionConfig,
  arn: string,
  record: Record<string, unknown>,
  isSuccess: boolean,
): Promise<void> {
  const call: Internal["call"] = context.internal.call;
  if (arn.startsWith("arn:aws:sqs:")) {
    const QueueUrl = queueUrlOf(context, arn);
    await call(config.roleArn, "sqs", "SendMessage", { QueueUrl, MessageBody: JSON.stringify(record) });
    return;
  }
  await call(config.roleArn, "events", "PutEvents", {
    Entries: [
      {
        EventBusName: arn,
        Source: "lambda",
        DetailType: `Lambda Function Invocation Result - ${isSuccess ? "Success" : "Failure"}`,
        Resources: [config.arn],
        Detail: JSON.stringify(record),
      },
    ],
  });
}

function recordOf(
  context: ServiceContext,
  config: FunctionConfig,
  event: PendingEvent,
  { condition, payload, failure }: Outcome,
): Record<string, unknown> {
  return {
    version: "1.0",
    timestamp: new Date(context.clock.now()).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${config.arn}:$LATEST`,
      condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(event.event),
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      ...(failure ? { functionError: "Unhandled" } : {}),
    },
    responsePayload: parsedOrText(payload),
  };
}

/** @throws Error when the template has no such queue */
export function queueUrlOf({ assembly }: ServiceContext, queueArn: string): string {
  const queue = assembly.ofType("AWS::SQS::Queue").find((resource) => resource.attributes.Arn === queueArn);
  if (!queue) throw new Error(`the template has no queue ${queueArn}`);
  return queue.ref;
}

function errorMessageOf({ payload }: Outcome): string {
  const report = parsedOrText(payload);
  const hasMessage = typeof report === "object" && report !== null && "errorMessage" in report;
  return hasMessage ? String(report.errorMessage) : payload;
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
