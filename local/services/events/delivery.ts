import { recordOf, textOf } from "../../json-values.ts";
import { AwsError, type Principal, type ServiceContext } from "../../types.ts";

/** A message for a target, with all that is needed to try again after a restart. */
export interface Delivery {
  readonly id: string;
  /** The rule or schedule that sends it. */
  readonly sourceArn: string;
  /** `events.amazonaws.com` acts by resource policies where a target has no role; the scheduler always has one. */
  readonly servicePrincipal: "events.amazonaws.com" | "scheduler.amazonaws.com";
  readonly targetArn: string;
  readonly roleArn: string | undefined;
  readonly input: string;
  readonly mostRetries: number;
  readonly mostAgeSeconds: number;
  readonly deadLetterArn: string | undefined;
  readonly firstTriedMs: number;
  readonly attempts: number;
}

const SDK_TARGET = /^arn:aws:scheduler:::aws-sdk:(\w+):(\w+)$/;
const SDK_SERVICES: Readonly<Record<string, string>> = { sfn: "states", eventbridge: "events", sqs: "sqs" };

/** Whether a target can be reached here. */
export function isKnownTarget(arn: string): boolean {
  const sdk = SDK_TARGET.exec(arn);
  if (sdk !== null) return SDK_SERVICES[sdk[1] ?? ""] !== undefined;
  return /^arn:aws:(?:lambda:[^:]+:\d+:function:|sqs:|states:[^:]+:\d+:stateMachine:)/.test(arn);
}

/** One attempt. @throws AwsError when the target refuses */
export async function attempt(context: ServiceContext, delivery: Delivery): Promise<void> {
  const { internal } = context;
  const { targetArn, roleArn, input } = delivery;
  const sdk = SDK_TARGET.exec(targetArn);
  if (sdk !== null) {
    const [, service = "", action = ""] = sdk;
    const operation = action.charAt(0).toUpperCase() + action.slice(1);
    await internal.call(roleArn, SDK_SERVICES[service] ?? service, operation, recordOf(JSON.parse(input)));
  } else if (targetArn.startsWith("arn:aws:lambda:")) await invoke(context, delivery);
  else if (targetArn.startsWith("arn:aws:sqs:")) await send(context, delivery);
  else await internal.call(roleArn, "states", "StartExecution", { stateMachineArn: targetArn, input });
}

async function invoke({ internal }: ServiceContext, delivery: Delivery): Promise<void> {
  const { targetArn, roleArn, sourceArn, servicePrincipal } = delivery;
  const payload: unknown = JSON.parse(delivery.input);
  if (roleArn === undefined) {
    await internal.invokeFunction(targetArn, payload, { isAsync: true, servicePrincipal, sourceArn });
  } else {
    const request = { FunctionName: targetArn, InvocationType: "Event", Payload: payload };
    await internal.call(roleArn, "lambda", "Invoke", request);
  }
}

async function send(
  context: ServiceContext,
  { targetArn, roleArn, sourceArn, servicePrincipal, input }: Delivery,
) {
  if (roleArn === undefined) await requireQueuePolicy(context, targetArn, servicePrincipal, sourceArn);
  await context.internal.call(roleArn, "sqs", "SendMessage", {
    QueueUrl: queueUrl(context, targetArn),
    MessageBody: input,
  });
}

/** Parks what could not be delivered, with the reason in attributes, as EventBridge does. */
export async function park(
  context: ServiceContext,
  delivery: Delivery,
  error: Error,
  condition: string,
): Promise<void> {
  const { deadLetterArn, sourceArn, servicePrincipal, targetArn } = delivery;
  const fields = {
    source: sourceArn,
    target: targetArn,
    error: error.name,
    message: error.message,
    condition,
  };
  context.log.warn("events.undelivered", { ...fields, parkedIn: deadLetterArn ?? "nowhere" });
  if (deadLetterArn === undefined) return;
  const isRule = servicePrincipal === "events.amazonaws.com";
  if (isRule) await requireQueuePolicy(context, deadLetterArn, servicePrincipal, sourceArn);
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  await context.internal.call(isRule ? undefined : delivery.roleArn, "sqs", "SendMessage", {
    QueueUrl: queueUrl(context, deadLetterArn),
    MessageBody: delivery.input,
    MessageAttributes: {
      [isRule ? "RULE_ARN" : "SCHEDULE_ARN"]: text(sourceArn),
      TARGET_ARN: text(targetArn),
      ERROR_CODE: text(error.name),
      ERROR_MESSAGE: text(error.message.slice(0, 1000) || error.name),
      EXHAUSTED_RETRY_CONDITION: text(condition),
      RETRY_ATTEMPTS: text(String(Math.max(0, delivery.attempts - 1))),
    },
  });
}

/** Whether trying again may help. */
export function isRetryable(error: Error): boolean {
  const isHopeless =
    /AccessDenied|ResourceNotFound|DoesNotExist|NotAuthorized|Validation|InvalidParameter/.test(error.name);
  return error instanceof AwsError ? !isHopeless : !(error instanceof SyntaxError);
}

function queueUrl({ endpoint }: ServiceContext, arn: string): string {
  const [account = "", name = ""] = arn.split(":").slice(-2);
  return `${endpoint}/${account}/${name}`;
}

/** @throws AwsError `AccessDeniedException` unless the queue's own policy lets the service in for this rule */
async function requireQueuePolicy(
  context: ServiceContext,
  queueArn: string,
  servicePrincipal: string,
  sourceArn: string,
): Promise<void> {
  const credentials = { accessKeyId: "", secretAccessKey: "" };
  const principal: Principal = { arn: servicePrincipal, isOperator: false, policies: [], credentials };
  const grant = { action: "sqs:SendMessage", resource: queueArn, context: { "aws:SourceArn": sourceArn } };
  if (await context.may(principal, grant)) return;
  const message = `${servicePrincipal} may not sqs:SendMessage on ${queueArn} for ${sourceArn}: no queue policy allows it`;
  throw new AwsError("AccessDeniedException", message, 403);
}

/** `RetryPolicy` and `DeadLetterConfig` of a rule's or a schedule's target, with AWS's defaults. */
export function readDeliveryPolicy(target: Readonly<Record<string, unknown>>) {
  const retry = recordOf(target.RetryPolicy);
  return {
    mostRetries: Number(retry.MaximumRetryAttempts ?? 185),
    mostAgeSeconds: Number(retry.MaximumEventAgeInSeconds ?? 86_400),
    deadLetterArn: textOf(recordOf(target.DeadLetterConfig).Arn),
  };
}
