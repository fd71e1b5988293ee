import type { FieldProblem } from "../../core/contract/errors.ts";

/** An object or a list that is open: where the reader is in it. */
interface Level {
  /** Of an object; a list has none. */
  readonly keys: Set<string> | undefined;
  at: string | number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
/** Shorter numbers without an exponent are kept exactly. */
const EXACT_DIGITS = 15;
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * Looks for what a JSON parser lets through although something is lost by it or somebody is surprised: nesting that
 * kills whoever walks it, the same key twice, `__proto__`, numbers that turn into others, halves of characters.
 * Reads without recursion, and says nothing of what the parser finds.
 *
 * @returns the first problem with its path
 */
export function problemOfJson(json: string, maxDepth: number): FieldProblem | undefined {
  const levels: Level[] = [];
  let text = "";
  const problem = (message: string): FieldProblem => ({
    path: levels.map(({ at }) => at).join("."),
    message,
  });
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    const level = levels.at(-1);
    if (code === QUOTE) {
      const end = endOfText(json, index);
      text = json.slice(index, end);
      index = end - 1;
      if (ESCAPED_SURROGATE.test(text) && !contentOf(text).isWellFormed()) {
        return problem("has half of a character in it");
      }
    } else if (code === 0x7b || code === 0x5b) {
      if (levels.length === maxDepth) return problem(`is nested deeper than ${maxDepth} levels`);
      levels.push(code === 0x7b ? { keys: new Set(), at: "" } : { keys: undefined, at: 0 });
    } else if (code === 0x7d || code === 0x5d) levels.pop();
    else if (code === 0x2c && typeof level?.at === "number") level.at++;
    else if (code === 0x3a && level?.keys !== undefined) {
      const key = contentOf(text);
      level.at = key;
      if (key === "__proto__") return problem("is no key for an object");
      if (level.keys.has(key)) return problem("is there twice");
      level.keys.add(key);
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      NUMBER.lastIndex = index;
      const number = NUMBER.exec(json)?.[0];
      if (number === undefined) continue;
      if (!isKept(number)) return problem("is a number that cannot be kept as it is");
      index += number.length - 1;
    }
  }
  return undefined;
}

/** Index after the closing quote; of a text that does not end, the end. */
function endOfText(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote !== -1; quote = json.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (json.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return json.length;
}

/** Without its quotes and escapes; of one that the parser will refuse, what is there. */
function contentOf(text: string): string {
  if (!text.includes("\\")) return text.slice(1, -1);
  try {
    return String(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
}

/**
 * Finite; and a whole number must come out as it went in, by its value or by its digits (the shortest that mean it, as
 * serializers write them). Of others nobody expects it: 0.1 is not kept exactly either.
 */
function isKept(number: string): boolean {
  if (number.length <= EXACT_DIGITS && !/e/i.test(number)) return true;
  const value = Number(number);
  if (!Number.isFinite(value)) return false;
  return !/^-?\d+$/.test(number) || String(value) === number || BigInt(number) === BigInt(value);
}
