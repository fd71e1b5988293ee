import { BlockList, isIP } from "node:net";
import { isRecord, listOf } from "../../json-values.ts";

/**
 * Whether an event meets an EventBridge pattern: every field of the pattern, any of the values that the field lists.
 * A list in the event meets it when one of its members does.
 * Source: EventBridge user guide, "Comparison operators for use in event patterns".
 */
export function matchesPattern(pattern: Readonly<Record<string, unknown>>, event: unknown): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === "$or") return listOf(wanted).some((each) => isRecord(each) && matchesPattern(each, event));
    const value = isRecord(event) ? event[name] : undefined;
    const members: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (Array.isArray(wanted)) {
      const given = members.length === 0 ? [undefined] : members;
      return given.some((member) => wanted.some((matcher) => meets(matcher, member)));
    }
    return isRecord(wanted) && members.some((member) => matchesPattern(wanted, member));
  });
}

/** @throws Error naming what is no pattern */
export function checkPattern(
  pattern: unknown,
  where = "the pattern",
): asserts pattern is Record<string, unknown> {
  if (!isRecord(pattern) || Object.keys(pattern).length === 0)
    throw new Error(`${where} is no object with fields`);
  for (const [name, wanted] of Object.entries(pattern)) {
    if (name === "$or") for (const each of listOf(wanted)) checkPattern(each, `${where}.$or`);
    else if (Array.isArray(wanted)) for (const matcher of wanted) checkMatcher(matcher, `${where}.${name}`);
    else checkPattern(wanted, `${where}.${name}`);
  }
}

type Test = (operand: unknown, value: unknown) => boolean;

const MATCHERS: Readonly<Record<string, Test>> = {
  prefix: (operand, value) => isText(value) && affix(operand, value, (text, part) => text.startsWith(part)),
  suffix: (operand, value) => isText(value) && affix(operand, value, (text, part) => text.endsWith(part)),
  "equals-ignore-case": (operand, value) =>
    isText(value) && value.toLowerCase() === String(operand).toLowerCase(),
  wildcard: (operand, value) => isText(value) && wildcard(String(operand)).test(value),
  exists: (operand, value) => (value !== undefined) === operand,
  "anything-but": (operand, value) => value !== undefined && !isAnyOf(operand, value),
  numeric: (operand, value) => typeof value === "number" && isWithin(listOf(operand), value),
  cidr: (operand, value) => isText(value) && isInNetwork(String(operand), value),
};

/** Matchers that `anything-but` can turn around. */
const INSIDE_ANYTHING_BUT = new Set(["prefix", "suffix", "equals-ignore-case", "wildcard"]);

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function meets(matcher: unknown, value: unknown): boolean {
  if (!isRecord(matcher)) return matcher === value;
  const [[name, operand] = ["", undefined]] = Object.entries(matcher);
  return MATCHERS[name]?.(operand, value) ?? false;
}

function isAnyOf(operand: unknown, value: unknown): boolean {
  if (!isRecord(operand)) return (Array.isArray(operand) ? operand : [operand]).includes(value);
  const [[name, inner] = ["", undefined]] = Object.entries(operand);
  return (Array.isArray(inner) ? inner : [inner]).some((each) => MATCHERS[name]?.(each, value));
}

function affix(operand: unknown, text: string, test: (text: string, part: string) => boolean): boolean {
  if (!isRecord(operand)) return test(text, String(operand));
  return test(text.toLowerCase(), String(operand["equals-ignore-case"]).toLowerCase());
}

/** `*` stands for any text, `\*` for a star, `\\` for a backslash. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (found, escaped?: string) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return found === "*" ? "[\\s\\S]*" : `\\${found}`;
  });
  return new RegExp(`^${source}$`);
}

function isWithin(operand: readonly unknown[], value: number): boolean {
  for (let at = 0; at < operand.length; at += 2) {
    if (!COMPARISONS[String(operand[at])]?.(value, Number(operand[at + 1]))) return false;
  }
  return true;
}

function isInNetwork(network: string, address: string): boolean {
  const [base = "", bits = ""] = network.split("/");
  const family = (text: string) => (isIP(text) === 6 ? "ipv6" : "ipv4");
  if (isIP(address) === 0 || isIP(address) !== isIP(base)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family(base));
  return list.check(address, family(address));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function checkMatcher(matcher: unknown, where: string): void {
  if (!isRecord(matcher)) return;
  const [name = "", ...others] = Object.keys(matcher);
  const operand = matcher[name];
  if (MATCHERS[name] === undefined || others.length > 0)
    throw new Error(`${where} has the unknown matcher ${JSON.stringify(matcher)}`);
  if (name === "anything-but" && isRecord(operand)) {
    const [inner = ""] = Object.keys(operand);
    if (!INSIDE_ANYTHING_BUT.has(inner)) throw new Error(`${where}: anything-but of ${inner}`);
  }
  if (name !== "numeric") return;
  const parts = listOf(operand);
  const isSound = parts.every((part, at) =>
    at % 2 === 0 ? String(part) in COMPARISONS : typeof part === "number",
  );
  if (parts.length === 0 || parts.length % 2 === 1 || !isSound)
    throw new Error(`${where}: numeric ${JSON.stringify(operand)}`);
}
