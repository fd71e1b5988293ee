import { randomUUID } from "node:crypto";
import { recordOf, textOf } from "../../json-values.ts";
import { AwsError, type ServiceContext } from "../../types.ts";
import { md5, md5OfAttributes, readMessageAttributes } from "./message-attributes.ts";
import type { Queue } from "./queue.ts";

const MOST_DELAY_SECONDS = 900;

/** @throws AwsError `InvalidParameterValue`, `MissingParameter`, or what a fault of `queue:<name>` says */
export function sendMessage(queue: Queue, input: Record<string, unknown>, { faults }: ServiceContext) {
  const body = textOf(input.MessageBody);
  if (!body) throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  const attributes = readMessageAttributes(input.MessageAttributes);
  if (messageBytes(body, input) > queue.configuration.mostBytes) {
    const reason = `Message must be shorter than ${queue.configuration.mostBytes} bytes.`;
    throw new AwsError("InvalidParameterValue", `One or more parameters are invalid. Reason: ${reason}`);
  }
  const delaySeconds = Number(input.DelaySeconds ?? queue.configuration.delaySeconds);
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > MOST_DELAY_SECONDS) {
    const reason = `DelaySeconds must be >= 0 and <= ${MOST_DELAY_SECONDS}.`;
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${delaySeconds} for parameter DelaySeconds is invalid. ${reason}`,
    );
  }
  const trace = textOf(recordOf(recordOf(input.MessageSystemAttributes).AWSTraceHeader).StringValue);
  const message = {
    messageId: randomUUID(),
    body,
    attributes,
    systemAttributes: trace === undefined ? {} : { AWSTraceHeader: trace },
    delayMs: delaySeconds * 1000,
  };
  const fault = faults.take(`queue:${queue.configuration.name}`, body);
  switch (fault?.kind ?? "none") {
    case "none":
      queue.send(message);
      break;
    case "duplicate":
      queue.send(message);
      queue.send(message);
      break;
    case "delay":
      queue.send({ ...message, delayMs: message.delayMs + (fault?.delayMs ?? 1000) });
      break;
    case "fail":
      throw new AwsError(
        fault?.error ?? "InternalError",
        "ordered by the fault control",
        fault?.status ?? 500,
      );
    default:
      throw new AwsError(
        "InternalError",
        `a queue cannot suffer ${fault?.kind}: only fail, delay, duplicate`,
        500,
      );
  }
  const md5OfMessageAttributes = md5OfAttributes(attributes);
  return {
    MessageId: message.messageId,
    MD5OfMessageBody: md5(body),
    ...(md5OfMessageAttributes !== undefined && { MD5OfMessageAttributes: md5OfMessageAttributes }),
  };
}

/** Bytes that count against the size limit: the body, and names, types and values of attributes. */
export function messageBytes(body: string, input: Record<string, unknown>): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, value] of Object.entries(recordOf(input.MessageAttributes))) {
    const { DataType, StringValue, BinaryValue } = recordOf(value);
    bytes += Buffer.byteLength(name + (textOf(DataType) ?? "") + (textOf(StringValue) ?? ""));
    bytes += Buffer.byteLength(textOf(BinaryValue) ?? "", "base64");
  }
  return bytes;
}
