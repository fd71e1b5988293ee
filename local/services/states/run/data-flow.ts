import type { ContextObject, Json, State } from "../language/definition.ts";
import { isObject, readPath } from "../language/path.ts";
import { fillTemplate } from "../language/payload-template.ts";

/** `InputPath` of a state. */
export function effectiveInput(state: State, input: Json, context: ContextObject): Json {
  if (state.InputPath === null) return {};
  return state.InputPath === undefined ? input : readPath(state.InputPath, input, context, "InputPath");
}

/** The input after `InputPath` and `Parameters`. */
export function templatedInput(state: State, input: Json, context: ContextObject): Json {
  const effective = effectiveInput(state, input, context);
  return state.Parameters === undefined ? effective : fillTemplate(state.Parameters, effective, context);
}

/** `OutputPath` of a state. */
export function effectiveOutput(state: State, output: Json, context: ContextObject): Json {
  if (state.OutputPath === null) return {};
  return state.OutputPath === undefined ? output : readPath(state.OutputPath, output, context, "OutputPath");
}

/** A context object with one more level: `$$.Map.Item`, `$$.Task.Token`. */
export function withContext(context: ContextObject, name: string, value: Json): ContextObject {
  const before = context[name];
  return { ...context, [name]: isObject(before) && isObject(value) ? { ...before, ...value } : value };
}
