import { randomUUID } from "node:crypto";
import type { Json } from "../language/definition.ts";
import { readPath } from "../language/path.ts";
import { runtimeError, StateError } from "../language/state-error.ts";
import { templatedInput, withContext } from "./data-flow.ts";
import { checkSize } from "./data-limit.ts";
import type { StateRun } from "./perform-state.ts";
import { childController, unlessAborted } from "./scope.ts";

/** One attempt at a task, within its timeout. The result is not yet selected. @throws StateError */
export async function performTask(run: StateRun): Promise<Json> {
  const { name, state, scope } = run;
  const resource = state.Resource ?? "";
  const token = resource.endsWith(".waitForTaskToken") ? randomUUID() : undefined;
  const context = token === undefined ? scope.context : withContext(scope.context, "Task", { Token: token });
  const input = templatedInput(state, run.input, context);
  const { controller, release } = childController(scope.signal);
  const { signal } = controller;
  const timeoutMs = timeoutOf(run);
  const cancelTimeout =
    timeoutMs === undefined
      ? () => undefined
      : scope.clock.after(timeoutMs, () => controller.abort(new StateError("States.Timeout", "")));
  const kind = kindOf(resource);
  scope.history.add(`${kind}Scheduled`, scheduledDetails(resource, input));
  scope.history.add(`${kind}Started`, isDirect(resource) ? undefined : detailsOf(resource));
  try {
    const call = { resource, stateName: name, input, token, history: scope.history, signal };
    const result = await unlessAborted(scope.performTask(call), signal);
    checkSize(result, `The state/task '${resource}'`);
    scope.history.add(`${kind}Succeeded`, { ...detailsOf(resource), output: JSON.stringify(result) });
    return result;
  } catch (failure) {
    if (failure instanceof StateError && !scope.signal.aborted) {
      const type = failure.error === "States.Timeout" ? "TimedOut" : "Failed";
      scope.history.add(`${kind}${type}`, {
        ...detailsOf(resource),
        error: failure.error,
        cause: failure.causeText,
      });
    }
    throw failure;
  } finally {
    cancelTimeout();
    release();
  }
}

/** Without TimeoutSeconds a task may take as long as its execution. */
function timeoutOf({ state, input, scope }: StateRun): number | undefined {
  const seconds = state.TimeoutSecondsPath
    ? readPath(state.TimeoutSecondsPath, input, scope.context, "TimeoutSecondsPath")
    : state.TimeoutSeconds;
  if (seconds === undefined) return undefined;
  if (typeof seconds !== "number" || !(seconds > 0))
    throw runtimeError(`TimeoutSeconds is ${JSON.stringify(seconds)}`);
  return seconds * 1000;
}

/** A function's own ARN as Resource has events of its own name. */
function isDirect(resource: string): boolean {
  return resource.startsWith("arn:aws:lambda:");
}

function kindOf(resource: string): string {
  return isDirect(resource) ? "LambdaFunction" : "Task";
}

function detailsOf(resource: string): Record<string, string> {
  if (isDirect(resource)) return {};
  const [, service = "", action = ""] = /^arn:aws:states:::(.+):([^:]+)$/.exec(resource) ?? [];
  return { resourceType: service, resource: action };
}

function scheduledDetails(resource: string, input: Json): Record<string, string> {
  const text = JSON.stringify(input);
  if (isDirect(resource)) return { resource, input: text };
  return { ...detailsOf(resource), region: "us-east-1", parameters: text };
}
