import { recordOf, textOf } from "../../../json-values.ts";
import type { Log } from "../../../types.ts";
import type { Json } from "../language/definition.ts";
import { StateError } from "../language/state-error.ts";
import type { TaskCall } from "../run/scope.ts";
import { callService, type ServiceCall } from "./service-call.ts";

export interface ChildExecutions {
  /** Resolves when the execution has ended, however; at once for one that is not running. */
  whenEnded(executionArn: string): Promise<void>;
}

/**
 * `states:startExecution.sync` and `.sync:2` (which parses input and output): waits for the child's end. A task that is
 * given up (stop, timeout, failed sibling) stops its child, as the role that started it.
 * @throws StateError `States.TaskFailed` with the description of a child that did not succeed
 */
export async function runChildExecution(
  service: ServiceCall,
  task: TaskCall,
  children: ChildExecutions,
  log: Log,
): Promise<Json> {
  const call = (operation: string, input: Record<string, unknown>) =>
    callService(service, "StepFunctions", "states", operation, input);
  const input = recordOf(task.input);
  // In the map of AWS's API the input is text; the integration takes an object.
  const started = await call("StartExecution", startInput(input));
  const executionArn = String(recordOf(started).executionArn);
  task.history.add("TaskSubmitted", { resourceType: "states", output: JSON.stringify(started) });
  const stop = () => {
    call("StopExecution", {
      executionArn,
      error: "States.TaskAborted",
      cause: `${task.stateName} was given up`,
    }).catch((failure: unknown) =>
      log.warn("states.child-not-stopped", { executionArn, failure: String(failure) }),
    );
  };
  if (task.signal.aborted) stop();
  else task.signal.addEventListener("abort", stop, { once: true });
  await children.whenEnded(executionArn);
  task.signal.removeEventListener("abort", stop);
  const description = recordOf(await call("DescribeExecution", { executionArn }));
  const result = describe(description, task.resource.endsWith(".sync:2"));
  if (description.status === "SUCCEEDED") return result;
  throw new StateError("States.TaskFailed", JSON.stringify(describe(description, false)));
}

export function startInput(input: Record<string, unknown>): Record<string, unknown> {
  const { StateMachineArn, Name, Input } = input;
  return {
    stateMachineArn: StateMachineArn,
    ...(Name !== undefined && { name: Name }),
    input: typeof Input === "string" ? Input : JSON.stringify(Input ?? {}),
  };
}

function describe(description: Record<string, unknown>, isParsed: boolean): { [name: string]: Json } {
  const document = (text: unknown): Json | undefined => {
    const json = textOf(text);
    return json === undefined || !isParsed ? json : (JSON.parse(json) as Json);
  };
  const fields: Record<string, Json | undefined> = {
    ExecutionArn: textOf(description.executionArn),
    StateMachineArn: textOf(description.stateMachineArn),
    Name: textOf(description.name),
    Status: textOf(description.status),
    StartDate: epochMs(description.startDate),
    StopDate: epochMs(description.stopDate),
    Input: document(description.input),
    InputDetails: { Included: true },
    Output: document(description.output),
    OutputDetails: description.output === undefined ? undefined : { Included: true },
    Error: textOf(description.error),
    Cause: textOf(description.cause),
  };
  const given: Record<string, Json> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) given[name] = value;
  return given;
}

function epochMs(seconds: unknown): number | undefined {
  return typeof seconds === "number" ? Math.round(seconds * 1000) : undefined;
}
