import type { ContextObject, Json } from "./definition.ts";
import { runtimeError, StateError } from "./state-error.ts";

type Step =
  | string
  | number
  | { readonly from: number | undefined; readonly to: number | undefined }
  | typeof EVERY;

const EVERY = Symbol("every");
const known = new Map<string, readonly Step[]>();

/**
 * Names, indexes, slices and `*`: what this laptop understands of JSONPath. Filters and `..` are refused at boot.
 * @throws SyntaxError naming the path
 */
export function parsePath(path: string): readonly Step[] {
  const before = known.get(path);
  if (before !== undefined) return before;
  const steps: Step[] = [];
  const token =
    /\.([^.[\]()?@'"]+)|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)|(\*)|(-?\d*):(-?\d*))\]/gy;
  token.lastIndex = path.startsWith("$$") ? 2 : 1;
  let end = token.lastIndex;
  for (let match = token.exec(path); match !== null; match = token.exec(path)) {
    const [, name, single, double, index, every, from, to] = match;
    const quoted = single ?? double;
    if (name === "*" || every !== undefined) steps.push(EVERY);
    else if (name !== undefined) steps.push(name);
    else if (quoted !== undefined) steps.push(quoted.replace(/\\(.)/g, "$1"));
    else if (index !== undefined) steps.push(Number(index));
    else steps.push({ from: from ? Number(from) : undefined, to: to ? Number(to) : undefined });
    end = token.lastIndex;
  }
  if (!path.startsWith("$") || end !== path.length)
    throw new SyntaxError(`the path ${path} is not understood`);
  known.set(path, steps);
  return steps;
}

/** Whether a path points at one place, as `ResultPath` and `Variable` must. */
export function isReferencePath(path: string): boolean {
  return parsePath(path).every((step) => typeof step === "string" || typeof step === "number");
}

/** The value at a path, `$$` in the context object; undefined when there is none. `*` and slices give a list. */
export function findPath(path: string, input: Json, context: ContextObject): Json | undefined {
  let found: readonly Json[] = [path.startsWith("$$") ? context : input];
  for (const step of parsePath(path)) found = found.flatMap((value) => follow(value, step));
  return isReferencePath(path) ? found[0] : found;
}

/** As `findPath`. @throws StateError `States.Runtime` when there is no value */
export function readPath(path: string, input: Json, context: ContextObject, field: string): Json {
  const value = findPath(path, input, context);
  if (value !== undefined) return value;
  throw runtimeError(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input`,
  );
}

function follow(value: Json, step: Step): readonly Json[] {
  if (typeof step === "string") {
    if (!isObject(value) || !Object.hasOwn(value, step)) return [];
    const found = value[step];
    return found === undefined ? [] : [found];
  }
  if (step === EVERY) return isList(value) ? value : isObject(value) ? Object.values(value) : [];
  if (!isList(value)) return [];
  if (typeof step === "object") return value.slice(step.from, step.to);
  const found = value.at(step);
  return found === undefined ? [] : [found];
}

/**
 * The input with `result` put at `path`; objects on the way are made.
 * @param path null discards the result
 * @throws StateError `States.ResultPathMatchFailure`
 */
export function placeResult(path: string | null | undefined, input: Json, result: Json): Json {
  if (path === null) return input;
  return place(parsePath(path ?? "$"), input, result, path ?? "$");
}

function place(steps: readonly Step[], target: Json | undefined, result: Json, path: string): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return result;
  if (typeof step === "string" && (target === undefined || isObject(target))) {
    return { ...target, [step]: place(rest, target?.[step], result, path) };
  }
  if (
    typeof step === "number" &&
    target !== undefined &&
    isList(target) &&
    step >= 0 &&
    step < target.length
  ) {
    return target.with(step, place(rest, target[step], result, path));
  }
  const message = `Unable to apply the ResultPath '${path}' to the input ${JSON.stringify(target)?.slice(0, 200)}`;
  throw new StateError("States.ResultPathMatchFailure", message);
}

export function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
