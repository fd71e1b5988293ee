import { recordOf, textOf } from "../../json-values.ts";
import { ACCOUNT_ID, REGION, type Resource } from "../../types.ts";

export interface QueueConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  readonly receiveWaitSeconds: number;
  readonly mostBytes: number;
  readonly redrive: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | undefined;
}

const KNOWN_PROPERTIES = new Set([
  "QueueName",
  "VisibilityTimeout",
  "MessageRetentionPeriod",
  "DelaySeconds",
  "ReceiveMessageWaitTimeSeconds",
  "MaximumMessageSize",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "SqsManagedSseEnabled",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "Tags",
]);

const MEBIBYTE = 1024 * 1024;

/** @throws Error for a property that the local SQS does not honour (FIFO queues among them) */
export function readQueueConfiguration(resource: Resource): QueueConfiguration {
  const { properties } = resource;
  const unknown = Object.keys(properties).filter((name) => !KNOWN_PROPERTIES.has(name));
  if (unknown.length > 0) {
    throw new Error(`the local SQS does not honour ${unknown.join(", ")} of ${resource.logicalId}`);
  }
  const name = resource.ref.split("/").at(-1) ?? resource.ref;
  const redrive = recordOf(properties.RedrivePolicy);
  const deadLetterTargetArn = textOf(redrive.deadLetterTargetArn);
  return {
    name,
    arn: `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${name}`,
    visibilityTimeoutSeconds: Number(properties.VisibilityTimeout ?? 30),
    retentionSeconds: Number(properties.MessageRetentionPeriod ?? 4 * 24 * 3600),
    delaySeconds: Number(properties.DelaySeconds ?? 0),
    receiveWaitSeconds: Number(properties.ReceiveMessageWaitTimeSeconds ?? 0),
    mostBytes: Number(properties.MaximumMessageSize ?? MEBIBYTE),
    redrive:
      deadLetterTargetArn === undefined
        ? undefined
        : { deadLetterTargetArn, maxReceiveCount: Number(redrive.maxReceiveCount) },
  };
}
