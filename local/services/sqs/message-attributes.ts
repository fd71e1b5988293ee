import { createHash } from "node:crypto";
import { isRecord, recordOf, textOf } from "../../json-values.ts";
import { AwsError } from "../../types.ts";
import type { MessageAttribute } from "./message-store.ts";

/** @throws AwsError `InvalidParameterValue` for an attribute without type or value */
export function readMessageAttributes(input: unknown): Record<string, MessageAttribute> {
  const attributes: Record<string, MessageAttribute> = {};
  for (const [name, value] of Object.entries(recordOf(input))) {
    const given = recordOf(value);
    const DataType = textOf(given.DataType);
    const StringValue = textOf(given.StringValue);
    const BinaryValue = textOf(given.BinaryValue);
    if (
      !isRecord(value) ||
      DataType === undefined ||
      (StringValue === undefined) === (BinaryValue === undefined)
    ) {
      throw new AwsError(
        "InvalidParameterValue",
        `The message attribute '${name}' needs a type and one value.`,
      );
    }
    attributes[name] = {
      DataType,
      ...(StringValue !== undefined && { StringValue }),
      ...(BinaryValue !== undefined && { BinaryValue }),
    };
  }
  return attributes;
}

/** Those that a receive asked for: names, `prefix.*`, `All` or `.*`. */
export function chooseAttributes<Value>(
  attributes: Readonly<Record<string, Value>>,
  wanted: readonly string[],
): Record<string, Value> {
  const isWanted = (name: string) =>
    wanted.some(
      (each) =>
        each === "All" ||
        each === ".*" ||
        each === name ||
        (each.endsWith(".*") && name.startsWith(each.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/**
 * The digest by which a client checks its attributes; undefined when there are none.
 * Source: SQS developer guide, "Calculating the MD5 message digest for message attributes".
 */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const update = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType = "", StringValue, BinaryValue } = attributes[name] ?? {};
    update(Buffer.from(name));
    update(Buffer.from(DataType));
    hash.update(Buffer.from([StringValue === undefined ? 2 : 1]));
    update(StringValue === undefined ? Buffer.from(BinaryValue ?? "", "base64") : Buffer.from(StringValue));
  }
  return hash.digest("hex");
}
