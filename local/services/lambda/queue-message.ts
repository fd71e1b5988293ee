import { z } from "zod";
import { REGION } from "../../types.ts";

const attribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

const message = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string().default(""),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z.record(z.string(), attribute).default({}),
});

export type QueueMessage = z.infer<typeof message>;

/** @param answer of `ReceiveMessage`, JSON protocol */
export function readMessages(answer: unknown): QueueMessage[] {
  return z.object({ Messages: z.array(message).default([]) }).parse(answer).Messages;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function queueEvent(queueArn: string, messages: readonly QueueMessage[]): { Records: unknown[] } {
  return {
    Records: messages.map((one) => ({
      messageId: one.MessageId,
      receiptHandle: one.ReceiptHandle,
      body: one.Body,
      attributes: one.Attributes,
      messageAttributes: Object.fromEntries(
        Object.entries(one.MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          {
            ...(StringValue === undefined ? {} : { stringValue: StringValue }),
            ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
            stringListValues: [],
            binaryListValues: [],
            dataType: DataType,
          },
        ]),
      ),
      md5OfBody: one.MD5OfBody,
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion: REGION,
    })),
  };
}

const report = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullable();

/**
 * Which messages of a batch the function could not do.
 *
 * @param payload the function's JSON answer
 * @returns their ids; `all` when the answer is malformed or names a message that was not in the batch, as AWS takes it
 */
export function failedMessages(payload: string, batch: readonly QueueMessage[]): Set<string> | "all" {
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return "all";
  }
  if (typeof answer === "string") return answer === "" ? new Set() : "all";
  const parsed = report.safeParse(answer);
  if (!parsed.success) return "all";
  const ids = new Set((parsed.data?.batchItemFailures ?? []).map((failure) => failure.itemIdentifier));
  const known = new Set(batch.map((one) => one.MessageId));
  return [...ids].every((id) => known.has(id)) ? ids : "all";
}
