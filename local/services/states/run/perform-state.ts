import { holds } from "../language/choice.ts";
import type { Flow, Json, State } from "../language/definition.ts";
import { evaluate } from "../language/expression.ts";
import { placeResult, readPath } from "../language/path.ts";
import { fillTemplate } from "../language/payload-template.ts";
import { runtimeError, StateError } from "../language/state-error.ts";
import { effectiveInput, effectiveOutput, templatedInput } from "./data-flow.ts";
import { performMap } from "./perform-map.ts";
import { performParallel } from "./perform-parallel.ts";
import { performTask } from "./perform-task.ts";
import type { Scope } from "./scope.ts";

/** One attempt at one state. */
export interface StateRun {
  readonly name: string;
  readonly state: State;
  /** The raw input of the state. */
  readonly input: Json;
  readonly scope: Scope;
  readonly runFlow: (flow: Flow, input: Json, scope: Scope) => Promise<Json>;
}

export interface StateResult {
  readonly output: Json;
  readonly next: string | undefined;
}

/** @throws StateError when the state fails */
export async function performState(run: StateRun): Promise<StateResult> {
  const { state, input, scope } = run;
  const { context } = scope;
  const next = state.Next;
  switch (state.Type) {
    case "Task":
      return { output: finished(run, await performTask(run)), next };
    case "Map":
      return { output: finished(run, await performMap(run)), next };
    case "Parallel":
      return { output: finished(run, await performParallel(run)), next };
    case "Pass": {
      const result = state.Result === undefined ? templatedInput(state, input, context) : state.Result;
      return { output: effectiveOutput(state, placeResult(state.ResultPath, input, result), context), next };
    }
    case "Wait":
      await scope.clock.sleep(waitMs(run, effectiveInput(state, input, context)), scope.signal);
      return { output: passedOn(run), next };
    case "Choice":
      return { output: passedOn(run), next: chosen(run) };
    case "Succeed":
      return { output: passedOn(run), next: undefined };
    case "Fail":
      throw failed(run);
  }
}

/** A result after ResultSelector, ResultPath and OutputPath. */
function finished({ state, input, scope: { context } }: StateRun, result: Json): Json {
  const selected =
    state.ResultSelector === undefined ? result : fillTemplate(state.ResultSelector, result, context);
  return effectiveOutput(state, placeResult(state.ResultPath, input, selected), context);
}

function passedOn({ state, input, scope: { context } }: StateRun): Json {
  return effectiveOutput(state, effectiveInput(state, input, context), context);
}

function chosen({ name, state, input, scope: { context } }: StateRun): string {
  const effective = effectiveInput(state, input, context);
  const next = state.Choices?.find((rule) => holds(rule, effective, context))?.Next ?? state.Default;
  if (next !== undefined) return next;
  throw new StateError("States.NoChoiceMatched", `no choice of '${name}' matched, and it has no Default`);
}

function waitMs({ name, state, scope }: StateRun, input: Json): number {
  const { context, clock } = scope;
  const timestamp = state.TimestampPath
    ? readPath(state.TimestampPath, input, context, "TimestampPath")
    : state.Timestamp;
  if (timestamp !== undefined) {
    const atMs = Date.parse(String(timestamp));
    if (Number.isNaN(atMs)) throw runtimeError(`'${name}' waits for ${String(timestamp)}, which is no time`);
    return Math.max(0, atMs - clock.now());
  }
  const seconds = state.SecondsPath
    ? readPath(state.SecondsPath, input, context, "SecondsPath")
    : state.Seconds;
  if (typeof seconds !== "number" || !Number.isInteger(seconds) || seconds < 0 || seconds > 99_999_999) {
    throw runtimeError(
      `'${name}' waits ${JSON.stringify(seconds)} seconds: not a whole number from 0 to 99999999`,
    );
  }
  return seconds * 1000;
}

function failed({ state, input, scope: { context } }: StateRun): StateError {
  const text = (path: string | undefined, otherwise: string | undefined, field: string): string => {
    if (path === undefined) return otherwise ?? "";
    const value = evaluate(path, input, context, field);
    if (typeof value !== "string") throw runtimeError(`the ${field} '${path}' is no string`);
    return value;
  };
  return new StateError(
    text(state.ErrorPath, state.Error, "ErrorPath"),
    text(state.CausePath, state.Cause, "CausePath"),
  );
}
