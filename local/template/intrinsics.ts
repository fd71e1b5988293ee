import { isRecord } from "../json-values.ts";

/** What an expression of a template may look up; one scope a stack. */
export interface Scope {
  /** @throws Error for an id that is no resource, parameter or pseudo parameter */
  ref(id: string): unknown;
  getAtt(id: string, attribute: string): unknown;
  condition(name: string): boolean;
  findInMap(map: string, first: string, second: string): unknown;
  importValue(name: string): unknown;
  readonly zones: readonly string[];
}

/** What `AWS::NoValue` is while evaluating: its property or list entry disappears. */
export const NO_VALUE = Symbol("AWS::NoValue");

/**
 * Evaluates every intrinsic in a value of a template. Dynamic references (`{{resolve:…}}`) stay as text.
 *
 * Source: the CloudFormation intrinsic function reference.
 * @throws Error for an unknown `Fn::…` or wrong arguments, naming the function
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => evaluate(entry, scope)).filter((entry) => entry !== NO_VALUE);
  }
  if (!isRecord(value)) return value;
  const keys = Object.keys(value);
  const only = keys.length === 1 ? keys[0] : undefined;
  if (only !== undefined && isIntrinsic(only)) return call(only, value[only], scope);
  const result: Record<string, unknown> = {};
  for (const key of keys) {
    const evaluated = evaluate(value[key], scope);
    if (evaluated !== NO_VALUE) result[key] = evaluated;
  }
  return result;
}

/** Evaluates a condition, an expression of `Fn::And`, `Fn::Equals` and so on. */
export function isTrue(expression: unknown, scope: Scope): boolean {
  const value = evaluate(expression, scope);
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  throw new Error(`a condition must be true or false: ${JSON.stringify(expression)}`);
}

function isIntrinsic(key: string): boolean {
  return key === "Ref" || key === "Condition" || key.startsWith("Fn::");
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  switch (name) {
    case "Ref":
      return scope.ref(String(argument));
    case "Condition":
      // `Condition` is also an ordinary property, of IAM statements for one.
      return typeof argument === "string"
        ? scope.condition(argument)
        : { Condition: evaluate(argument, scope) };
    case "Fn::GetAtt":
      return getAtt(argument, scope);
    case "Fn::Sub":
      return substitute(argument, scope);
    case "Fn::If":
      return choose(argument, scope);
    case "Fn::And":
      return args(name, argument).every((entry) => isTrue(entry, scope));
    case "Fn::Or":
      return args(name, argument).some((entry) => isTrue(entry, scope));
    case "Fn::Not":
      return !isTrue(args(name, argument)[0], scope);
    case "Fn::ImportValue":
      return scope.importValue(text(name, evaluate(argument, scope)));
    case "Fn::Base64":
      return Buffer.from(text(name, evaluate(argument, scope))).toString("base64");
    case "Fn::GetAZs":
      return [...scope.zones];
    case "Fn::ToJsonString":
      return JSON.stringify(evaluate(argument, scope));
    default:
      return callOnList(name, args(name, evaluate(argument, scope)), scope);
  }
}

/** The functions whose arguments are all evaluated first. */
function callOnList(name: string, values: readonly unknown[], scope: Scope): unknown {
  const [first, second, third] = values;
  switch (name) {
    case "Fn::Join":
      return args(name, second)
        .map((part) => text(name, part))
        .join(text(name, first));
    case "Fn::Split":
      return text(name, second).split(text(name, first));
    case "Fn::Select": {
      const chosen = args(name, second)[Number(first)];
      if (chosen === undefined) throw new Error(`Fn::Select: no entry ${first} in ${JSON.stringify(second)}`);
      return chosen;
    }
    case "Fn::Equals":
      return JSON.stringify(first) === JSON.stringify(second);
    case "Fn::FindInMap":
      return scope.findInMap(text(name, first), text(name, second), text(name, third));
    case "Fn::Length":
      return values.length;
    default:
      throw new Error(`unknown intrinsic function ${name}`);
  }
}

function getAtt(argument: unknown, scope: Scope): unknown {
  if (typeof argument === "string") {
    const dot = argument.indexOf(".");
    return scope.getAtt(argument.slice(0, dot), argument.slice(dot + 1));
  }
  const [id, attribute] = args("Fn::GetAtt", argument);
  return scope.getAtt(String(id), text("Fn::GetAtt", evaluate(attribute, scope)));
}

function choose(argument: unknown, scope: Scope): unknown {
  const [condition, whenTrue, whenFalse] = args("Fn::If", argument);
  return evaluate(scope.condition(String(condition)) ? whenTrue : whenFalse, scope);
}

/** `${Id}`, `${Id.Attribute}`, `${!Literal}`, and the names of the second argument. */
function substitute(argument: unknown, scope: Scope): string {
  const [template, own] = Array.isArray(argument) ? argument : [argument, {}];
  const variables = isRecord(own) ? own : {};
  return text("Fn::Sub", template).replace(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(variables, name)) return text("Fn::Sub", evaluate(variables[name], scope));
    return text("Fn::Sub", name.includes(".") ? getAtt(name, scope) : scope.ref(name));
  });
}

function args(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${name} needs a list: ${JSON.stringify(value)}`);
  return value;
}

function text(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`${name} needs text: ${JSON.stringify(value) ?? String(value)}`);
}
