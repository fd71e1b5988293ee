import type { ChoiceRule, ContextObject, Json } from "./definition.ts";
import { findPath, readPath } from "./path.ts";
import { runtimeError } from "./state-error.ts";

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const TYPE_TESTS: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === "number",
  IsString: (value) => typeof value === "string",
  IsBoolean: (value) => typeof value === "boolean",
  IsTimestamp: (value) => typeof value === "string" && TIMESTAMP.test(value),
};

/** What a comparison makes of a value; undefined: the value is of another type, and nothing compares to it. */
const READINGS: Readonly<Record<string, (value: Json) => string | number | undefined>> = {
  String: (value) => (typeof value === "string" ? value : undefined),
  Numeric: (value) => (typeof value === "number" ? value : undefined),
  Boolean: (value) => (typeof value === "boolean" ? Number(value) : undefined),
  Timestamp: (value) => (typeof value === "string" && TIMESTAMP.test(value) ? Date.parse(value) : undefined),
};

const COMPARISON =
  /^(String|Numeric|Boolean|Timestamp)(Equals|LessThanEquals|LessThan|GreaterThanEquals|GreaterThan)(Path)?$/;

/** The comparison of a rule. @throws SyntaxError for none, several, or an unknown one */
export function comparisonOf(rule: ChoiceRule): string {
  const names = Object.keys(rule).filter((name) => !["Variable", "Next", "Comment"].includes(name));
  const [name = ""] = names;
  if (names.length !== 1 || !(COMPARISON.test(name) || name === "StringMatches" || name in TYPE_TESTS)) {
    throw new SyntaxError(`a choice on ${rule.Variable} compares by ${names.join(", ") || "nothing"}`);
  }
  return name;
}

/** @throws StateError `States.Runtime` when the variable (or a compared path) does not exist */
export function holds(rule: ChoiceRule, input: Json, context: ContextObject): boolean {
  if (rule.And !== undefined) return rule.And.every((inner) => holds(inner, input, context));
  if (rule.Or !== undefined) return rule.Or.some((inner) => holds(inner, input, context));
  if (rule.Not !== undefined) return !holds(rule.Not, input, context);
  const name = comparisonOf(rule);
  const variable = rule.Variable ?? "";
  const value = findPath(variable, input, context);
  if (name === "IsPresent") return (value !== undefined) === rule[name];
  if (value === undefined) {
    throw runtimeError(
      `Invalid path '${variable}': The choice state's condition path references an invalid value.`,
    );
  }
  const typeTest = TYPE_TESTS[name];
  if (typeTest !== undefined) return typeTest(value) === rule[name];
  if (name === "StringMatches")
    return typeof value === "string" && matchesWildcard(String(rule[name]), value);
  const expected = name.endsWith("Path")
    ? readPath(String(rule[name]), input, context, name)
    : (rule[name] as Json);
  return compare(name, value, expected);
}

function compare(name: string, value: Json, expected: Json): boolean {
  const [, type = "", relation] = COMPARISON.exec(name) ?? [];
  const left = READINGS[type]?.(value);
  const right = READINGS[type]?.(expected);
  if (left === undefined || right === undefined) return false;
  switch (relation) {
    case "Equals":
      return left === right;
    case "LessThan":
      return left < right;
    case "LessThanEquals":
      return left <= right;
    case "GreaterThan":
      return left > right;
    default:
      return left >= right;
  }
}

/** `*` stands for any text, `\*` for a star. */
function matchesWildcard(pattern: string, text: string): boolean {
  const source = pattern.replace(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (found, escaped?: string) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return found === "*" ? "[\\s\\S]*" : `\\${found}`;
  });
  return new RegExp(`^${source}$`).test(text);
}
