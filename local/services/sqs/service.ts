import { join } from "node:path";
import { listOf, textOf } from "../../json-values.ts";
import {
  AwsError,
  type AwsRequest,
  type NeededGrant,
  type Service,
  type ServiceContext,
} from "../../types.ts";
import { QUEUE_OPERATIONS, queueUrl, startMessageMoveTask } from "./operations.ts";
import { Queue } from "./queue.ts";
import { readQueueConfiguration } from "./queue-configuration.ts";

/** Batches need the grant of their single operation. */
const GRANT_OF: Readonly<Record<string, string>> = {
  SendMessageBatch: "SendMessage",
  DeleteMessageBatch: "DeleteMessage",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
};

/**
 * SQS (JSON protocol) for the standard queues of the template. Messages outlive a stop of the laptop (`stateDir/sqs`);
 * whoever held one then has lost it. A fault of `queue:<name>` hits what is sent: `fail`, `delay`, `duplicate`.
 * Queue URLs are `<endpoint>/<account>/<name>`.
 */
export function createSqsService(context: ServiceContext): Service {
  const queues = new Map<string, Queue>();
  for (const resource of context.assembly.ofType("AWS::SQS::Queue")) {
    const configuration = readQueueConfiguration(resource);
    const folder = join(context.stateDir, "sqs", configuration.name);
    const queue = new Queue(configuration, folder, context.clock, (message) => {
      const target = configuration.redrive?.deadLetterTargetArn;
      const deadLetters = [...queues.values()].find((each) => each.configuration.arn === target);
      if (deadLetters === undefined)
        throw new Error(`${configuration.name} has no dead-letter queue ${target}`);
      context.log.warn("sqs.dead-lettered", { queue: configuration.name, messageId: message.messageId });
      deadLetters.accept(message, configuration.arn);
    });
    queues.set(configuration.name, queue);
  }
  const policies = readPolicies(context);

  const queueOf = (request: AwsRequest): Queue => {
    const name = textOf(request.json.QueueName) ?? textOf(request.json.QueueUrl)?.split("/").at(-1);
    if (name === undefined)
      throw new AwsError("MissingParameter", "The request must contain the parameter QueueUrl.");
    const queue = queues.get(name);
    if (queue === undefined) {
      throw new AwsError("QueueDoesNotExist", `The specified queue does not exist: ${name}`, 400);
    }
    return queue;
  };

  return {
    signingName: "sqs",
    grantsFor(request): NeededGrant[] {
      const operation = request.operation ?? "";
      if (operation === "ListQueues") return [{ action: "sqs:ListQueues", resource: "*" }];
      if (operation === "StartMessageMoveTask") return moveGrants(request);
      if (QUEUE_OPERATIONS[operation] === undefined) throw unknown(request);
      const action = `sqs:${GRANT_OF[operation] ?? operation}`;
      return [{ action, resource: queueOf(request).configuration.arn }];
    },
    resourcePolicy: (arn) => policies.get(arn.split(":").at(-1) ?? ""),
    async handle(request) {
      return {
        status: 200,
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: JSON.stringify(await perform(request)),
      };
    },
    async close() {
      for (const queue of queues.values()) queue.close();
    },
  };

  async function perform(request: AwsRequest): Promise<Record<string, unknown>> {
    if (request.operation === "StartMessageMoveTask") return startMessageMoveTask(queues, request.json);
    if (request.operation === "ListQueues") {
      const prefix = textOf(request.json.QueueNamePrefix) ?? "";
      const named = [...queues.values()].filter((queue) => queue.configuration.name.startsWith(prefix));
      return { QueueUrls: named.map((queue) => queueUrl(queue, context)) };
    }
    const operation = QUEUE_OPERATIONS[request.operation ?? ""];
    if (operation === undefined) throw unknown(request);
    return operation(queueOf(request), request.json, context);
  }
}

function unknown(request: AwsRequest): AwsError {
  return new AwsError(
    "UnknownOperationException",
    `the local SQS does not do ${request.operation ?? "a request without x-amz-target"}`,
    400,
  );
}

function moveGrants({ json }: AwsRequest): NeededGrant[] {
  const source = textOf(json.SourceArn) ?? "*";
  const actions = [
    "sqs:StartMessageMoveTask",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
  ];
  return actions.map((action) => ({ action, resource: source }));
}

function readPolicies(context: ServiceContext): Map<string, unknown> {
  const policies = new Map<string, unknown>();
  for (const resource of context.assembly.ofType("AWS::SQS::QueuePolicy")) {
    for (const url of listOf(resource.properties.Queues)) {
      policies.set(String(url).split("/").at(-1) ?? "", resource.properties.PolicyDocument);
    }
  }
  return policies;
}
