import type { Catcher, ContextObject, Flow, Json, State } from "../language/definition.ts";
import { placeResult } from "../language/path.ts";
import { matchesError, runtimeError, StateError } from "../language/state-error.ts";
import { checkSize } from "./data-limit.ts";
import { performState, type StateRun } from "./perform-state.ts";
import { RetryPolicy } from "./retry-policy.ts";
import type { Scope } from "./scope.ts";

/**
 * Runs states from `StartAt` to an end and gives the last output.
 * @throws StateError as the failing state's; the reason of the scope's signal when that is aborted
 */
export async function runFlow(flow: Flow, input: Json, scope: Scope): Promise<Json> {
  let name: string | undefined = flow.StartAt;
  let data = input;
  while (name !== undefined) {
    scope.signal.throwIfAborted();
    const state: State | undefined = flow.States[name];
    if (state === undefined) throw runtimeError(`there is no state ${name}`);
    const { output, next } = await runState(name, state, data, scope);
    data = output;
    name = next;
  }
  return data;
}

interface Step {
  readonly output: Json;
  readonly next: string | undefined;
}

async function runState(name: string, state: State, input: Json, scope: Scope): Promise<Step> {
  scope.history.add(`${state.Type}StateEntered`, { name, input: JSON.stringify(input) });
  scope.signal.throwIfAborted();
  const retries = new RetryPolicy(state.Retry ?? []);
  const enteredTime = new Date(scope.clock.now()).toISOString();
  for (;;) {
    const context: ContextObject = {
      ...scope.context,
      State: { Name: name, EnteredTime: enteredTime, RetryCount: retries.count },
    };
    try {
      const run: StateRun = { name, state, input, scope: { ...scope, context }, runFlow };
      const step = await performState(run);
      checkSize(step.output, `The state '${name}'`);
      scope.history.add(`${state.Type}StateExited`, { name, output: JSON.stringify(step.output) });
      return step;
    } catch (failure) {
      if (scope.signal.aborted) throw scope.signal.reason;
      if (!(failure instanceof StateError)) throw failure;
      const waitMs = retries.nextWaitMs(failure);
      if (waitMs !== undefined) {
        await scope.clock.sleep(waitMs, scope.signal);
        continue;
      }
      const catcher = state.Catch?.find((each) => matchesError(each.ErrorEquals, failure));
      if (catcher === undefined) throw failure;
      const output = caughtOutput(catcher, input, failure);
      checkSize(output, `The state '${name}'`);
      scope.history.add(`${state.Type}StateExited`, { name, output: JSON.stringify(output) });
      return { output, next: catcher.Next };
    }
  }
}

function caughtOutput(catcher: Catcher, input: Json, failure: StateError): Json {
  return placeResult(catcher.ResultPath, input, { Error: failure.error, Cause: failure.causeText });
}
