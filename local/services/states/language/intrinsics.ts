import { createHash, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Json } from "./definition.ts";
import { isList, isObject } from "./path.ts";
import { StateError } from "./state-error.ts";

const HASHES: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** Intrinsic functions by name, without `States.`. Format is apart: its braces are escaped in a literal. */
export const INTRINSICS: Readonly<Record<string, (args: readonly Json[]) => Json>> = {
  Array: (args) => args,
  ArrayPartition([list, size]) {
    const [items, length] = [asList(list), asWhole(size)];
    const parts: Json[] = [];
    for (let at = 0; at < items.length; at += length) parts.push(items.slice(at, at + length));
    return parts;
  },
  ArrayContains: ([list, wanted]) => asList(list).some((item) => isDeepStrictEqual(item, wanted)),
  ArrayRange([first, last, step]) {
    const [from, to, by] = [asNumber(first), asNumber(last), asNumber(step)];
    if (by === 0 || (to - from) / by >= 1000)
      throw failure("ArrayRange gives at most 1000 items, in steps other than 0");
    const items: number[] = [];
    for (let item = from; by > 0 ? item <= to : item >= to; item += by) items.push(item);
    return items;
  },
  ArrayGetItem([list, index]) {
    const item = asList(list)[asNumber(index)];
    if (item === undefined) throw failure(`ArrayGetItem: there is no item ${String(index)}`);
    return item;
  },
  ArrayLength: ([list]) => asList(list).length,
  ArrayUnique: ([list]) =>
    asList(list).filter((item, at, all) => all.findIndex((other) => isDeepStrictEqual(item, other)) === at),
  Base64Encode: ([text]) => Buffer.from(asText(text)).toString("base64"),
  Base64Decode: ([text]) => Buffer.from(asText(text), "base64").toString("utf8"),
  Hash([data, algorithm]) {
    const name = HASHES[asText(algorithm)];
    if (name === undefined) throw failure(`Hash does not know ${String(algorithm)}`);
    return createHash(name)
      .update(typeof data === "string" ? data : JSON.stringify(data))
      .digest("hex");
  },
  JsonMerge([first, second, isDeep]) {
    if (isDeep !== false || !isObject(first) || !isObject(second))
      throw failure("JsonMerge merges two objects, shallowly");
    return { ...first, ...second };
  },
  JsonToString: ([value]) => JSON.stringify(value),
  StringToJson([text]) {
    try {
      return JSON.parse(asText(text)) as Json;
    } catch (cause) {
      throw failure(`StringToJson: ${String(cause)}`);
    }
  },
  StringSplit: ([text, separators]) =>
    asText(text)
      .split(new RegExp(`[${asText(separators).replace(/[\\\]^-]/g, "\\$&")}]`))
      .filter((part) => part !== ""),
  MathAdd: ([first, second]) => asNumber(first) + asNumber(second),
  MathRandom: ([from, to]) => asNumber(from) + Math.floor(Math.random() * (asNumber(to) - asNumber(from))),
  UUID: () => randomUUID(),
};

/** `States.Format`. `isLiteral`: the template comes from the definition, where `\{` is a brace. */
export function format(template: Json | undefined, isLiteral: boolean, values: readonly Json[]): string {
  let used = 0;
  const pattern = isLiteral ? /\\(.)|\{\}/g : /\{\}/g;
  const text = asText(template).replace(pattern, (_whole: string, escaped: string | number) => {
    if (typeof escaped === "string") return escaped;
    const value = values[used];
    used += 1;
    if (value === undefined) throw failure("Format has more {} than values");
    return typeof value === "string" ? value : JSON.stringify(value);
  });
  if (used !== values.length) throw failure("Format has more values than {}");
  return text;
}

export function failure(message: string): StateError {
  return new StateError("States.IntrinsicFailure", message);
}

function asList(value: Json | undefined): readonly Json[] {
  if (isList(value)) return value;
  throw failure(`expected a list, not ${JSON.stringify(value)}`);
}

function asNumber(value: Json | undefined): number {
  if (typeof value === "number") return value;
  throw failure(`expected a number, not ${JSON.stringify(value)}`);
}

function asWhole(value: Json | undefined): number {
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw failure(`expected a whole number over 0, not ${JSON.stringify(value)}`);
}

function asText(value: Json | undefined): string {
  if (typeof value === "string") return value;
  throw failure(`expected a string, not ${JSON.stringify(value)}`);
}
