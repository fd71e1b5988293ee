import { randomUUID } from "node:crypto";
import { listOf, recordOf, textOf } from "../../json-values.ts";
import { ACCOUNT_ID, AwsError, type ServiceContext } from "../../types.ts";
import { performBatch } from "./batch.ts";
import { chooseAttributes, md5, md5OfAttributes } from "./message-attributes.ts";
import type { Queue, Received } from "./queue.ts";
import { messageBytes, sendMessage } from "./send-messages.ts";

type Input = Record<string, unknown>;
type Output = Record<string, unknown>;

/** An operation on the queue that `QueueUrl` (or `QueueName`) names. */
export type QueueOperation = (
  queue: Queue,
  input: Input,
  context: ServiceContext,
) => Output | Promise<Output>;

const MOST_VISIBILITY_SECONDS = 43_200;

export const QUEUE_OPERATIONS: Readonly<Record<string, QueueOperation>> = {
  GetQueueUrl: (queue, _input, context) => ({ QueueUrl: queueUrl(queue, context) }),

  SendMessage: sendMessage,

  SendMessageBatch(queue, input, context) {
    const entries = listOf(input.Entries).map(recordOf);
    const bytes = entries.reduce(
      (sum, entry) => sum + messageBytes(textOf(entry.MessageBody) ?? "", entry),
      0,
    );
    if (bytes > queue.configuration.mostBytes) {
      const message = `Batch requests cannot be longer than ${queue.configuration.mostBytes} bytes.`;
      throw new AwsError("BatchRequestTooLong", message);
    }
    return performBatch(input, (entry) => sendMessage(queue, entry, context));
  },

  async ReceiveMessage(queue, input) {
    const { visibilityTimeoutSeconds, receiveWaitSeconds } = queue.configuration;
    const most = whole(input.MaxNumberOfMessages, 1, 1, 10, "MaxNumberOfMessages");
    const waitSeconds = whole(input.WaitTimeSeconds, receiveWaitSeconds, 0, 20, "WaitTimeSeconds");
    const visibility = visibilitySeconds(input.VisibilityTimeout, visibilityTimeoutSeconds);
    const received = await queue.receive(most, waitSeconds * 1000, visibility * 1000);
    const systemNames = [...listOf(input.AttributeNames), ...listOf(input.MessageSystemAttributeNames)].map(
      String,
    );
    const names = listOf(input.MessageAttributeNames).map(String);
    return { Messages: received.map((each) => toWire(each, systemNames, names)) };
  },

  DeleteMessage(queue, input) {
    queue.delete(receiptHandle(input));
    return {};
  },

  DeleteMessageBatch: (queue, input) =>
    performBatch(input, (entry) => {
      queue.delete(receiptHandle(entry));
      return {};
    }),

  ChangeMessageVisibility(queue, input) {
    queue.changeVisibility(receiptHandle(input), visibilitySeconds(input.VisibilityTimeout) * 1000);
    return {};
  },

  ChangeMessageVisibilityBatch: (queue, input) =>
    performBatch(input, (entry) => {
      queue.changeVisibility(receiptHandle(entry), visibilitySeconds(entry.VisibilityTimeout) * 1000);
      return {};
    }),

  GetQueueAttributes(queue, input) {
    const { configuration } = queue;
    const { visible, inFlight, delayed } = queue.counts();
    const attributes: Record<string, string> = {
      QueueArn: configuration.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      VisibilityTimeout: String(configuration.visibilityTimeoutSeconds),
      MessageRetentionPeriod: String(configuration.retentionSeconds),
      DelaySeconds: String(configuration.delaySeconds),
      ReceiveMessageWaitTimeSeconds: String(configuration.receiveWaitSeconds),
      MaximumMessageSize: String(configuration.mostBytes),
      ...(configuration.redrive && { RedrivePolicy: JSON.stringify(configuration.redrive) }),
    };
    return { Attributes: chooseAttributes(attributes, listOf(input.AttributeNames).map(String)) };
  },

  PurgeQueue(queue) {
    queue.purge();
    return {};
  },
};

export function queueUrl(queue: Queue, context: ServiceContext): string {
  return `${context.endpoint}/${ACCOUNT_ID}/${queue.configuration.name}`;
}

/** Moves what is in a dead-letter queue back to where it came from, or to the named queue; done when it answers. */
export function startMessageMoveTask(queues: ReadonlyMap<string, Queue>, input: Input): Output {
  const byArn = (arn: unknown) => [...queues.values()].find((queue) => queue.configuration.arn === arn);
  const source = byArn(input.SourceArn);
  if (source === undefined)
    throw new AwsError("ResourceNotFoundException", `no queue ${String(input.SourceArn)}`, 404);
  const destination = input.DestinationArn === undefined ? undefined : byArn(input.DestinationArn);
  if (input.DestinationArn !== undefined && destination === undefined) {
    throw new AwsError("ResourceNotFoundException", `no queue ${String(input.DestinationArn)}`, 404);
  }
  source.drain((message) => {
    const target = destination ?? byArn(message.deadLetterSourceArn);
    if (target === undefined)
      throw new AwsError("InvalidParameterValue", "a message has no source queue to go back to");
    target.accept(message, undefined);
  });
  return { TaskHandle: randomUUID() };
}

function toWire(
  { message, receiptHandle: handle }: Received,
  systemNames: string[],
  names: string[],
): Output {
  const attributes = chooseAttributes(message.attributes, names);
  const system = chooseAttributes(
    {
      SenderId: ACCOUNT_ID,
      SentTimestamp: String(Math.round(message.sentAtMs)),
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: String(Math.round(message.firstReceivedAtMs ?? 0)),
      ...(message.deadLetterSourceArn !== undefined && {
        DeadLetterQueueSourceArn: message.deadLetterSourceArn,
      }),
      ...message.systemAttributes,
    },
    systemNames,
  );
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: message.messageId,
    ReceiptHandle: handle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(digest !== undefined && { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
  };
}

function receiptHandle(input: Input): string {
  const handle = textOf(input.ReceiptHandle);
  if (handle === undefined) {
    throw new AwsError("MissingParameter", "The request must contain the parameter ReceiptHandle.");
  }
  return handle;
}

function visibilitySeconds(value: unknown, otherwise?: number): number {
  return whole(value, otherwise ?? Number.NaN, 0, MOST_VISIBILITY_SECONDS, "VisibilityTimeout");
}

function whole(value: unknown, otherwise: number, least: number, most: number, name: string): number {
  const number = Number(value ?? otherwise);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  const message = `Value ${String(value)} for parameter ${name} is invalid. Reason: Must be >= ${least} and <= ${most}.`;
  throw new AwsError("InvalidParameterValue", message);
}
