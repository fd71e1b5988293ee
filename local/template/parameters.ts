import { isRecord, textOf } from "../json-values.ts";
import { StartError } from "../start-error.ts";
import type { StackTemplate } from "./cloud-assembly.ts";

/**
 * The values of a stack's parameters: what was given, else the default.
 *
 * @returns values by name; lists for the list types; a parameter without any value is absent, so that only its use fails
 * @throws StartError when a given value is none of the allowed ones
 */
export function parameterValues(
  stack: StackTemplate,
  given: Readonly<Record<string, string>>,
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, declaration] of Object.entries(stack.parameters)) {
    if (!isRecord(declaration)) continue;
    const own = given[name];
    if (own !== undefined) check(name, own, declaration);
    const value = own ?? declaration.Default;
    if (value === undefined) continue;
    const type = textOf(declaration.Type) ?? "String";
    values.set(name, isList(type) ? listFrom(String(value)) : String(value));
  }
  return values;
}

/** @throws StartError naming the first given parameter that no stack declares */
export function checkAllDeclared(
  stacks: readonly StackTemplate[],
  given: Readonly<Record<string, string>>,
): void {
  for (const name of Object.keys(given)) {
    if (!stacks.some((stack) => Object.hasOwn(stack.parameters, name))) {
      throw new StartError(`no stack has a parameter ${name}`);
    }
  }
}

function check(name: string, value: string, declaration: Record<string, unknown>): void {
  const { AllowedValues: allowed, AllowedPattern: pattern, Type: type } = declaration;
  if (Array.isArray(allowed) && !allowed.some((entry) => String(entry) === value)) {
    throw new StartError(`parameter ${name} must be one of ${allowed.join(", ")}: ${value}`);
  }
  if (typeof pattern === "string" && !new RegExp(`^(?:${pattern})$`).test(value)) {
    throw new StartError(`parameter ${name} must match ${pattern}: ${value}`);
  }
  if (type === "Number") checkNumber(name, value, declaration);
}

function checkNumber(name: string, value: string, { MinValue, MaxValue }: Record<string, unknown>): void {
  const number = Number(value);
  const isInRange =
    Number.isFinite(number) &&
    (MinValue === undefined || number >= Number(MinValue)) &&
    (MaxValue === undefined || number <= Number(MaxValue));
  if (value.trim() === "" || !isInRange) {
    throw new StartError(
      `parameter ${name} must be a number from ${MinValue ?? "-∞"} to ${MaxValue ?? "∞"}: ${value}`,
    );
  }
}

function isList(type: string): boolean {
  return type === "CommaDelimitedList" || type.startsWith("List<");
}

function listFrom(text: string): string[] {
  return text === "" ? [] : text.split(",").map((entry) => entry.trim());
}
