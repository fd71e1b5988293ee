import { recordOf } from "../../../json-values.ts";
import type { Internal, Log } from "../../../types.ts";
import type { Json } from "../language/definition.ts";
import { runtimeError, StateError } from "../language/state-error.ts";
import type { PerformTask, TaskCall } from "../run/scope.ts";
import { integrationOf } from "./known-services.ts";
import { invokeDirectly, invokeLambda } from "./lambda-invoke.ts";
import { callService, type ServiceCall } from "./service-call.ts";
import { type ChildExecutions, runChildExecution, startInput } from "./start-execution.ts";
import type { TaskTokens } from "./task-tokens.ts";

export interface IntegrationContext {
  readonly internal: Internal;
  readonly log: Log;
  readonly tokens: TaskTokens;
  readonly children: ChildExecutions;
}

/** What the Task states of a machine do, as the machine's role. */
export function taskPerformer(context: IntegrationContext, roleArn: string): PerformTask {
  return async (task) => {
    if (task.token === undefined) return perform(context, roleArn, task);
    const returned = context.tokens.wait(task.token, task.signal);
    // Somebody may bring the token back, or the task be given up, while the call is still under way.
    returned.catch(() => undefined);
    const submitted = await perform(context, roleArn, task);
    task.history.add("TaskSubmitted", { output: JSON.stringify(submitted) });
    return returned;
  };
}

async function perform(context: IntegrationContext, roleArn: string, task: TaskCall): Promise<Json> {
  const { call } = context.internal;
  const service: ServiceCall = { call, roleArn };
  const integration = integrationOf(task.resource);
  const input = recordOf(task.input);
  try {
    switch (integration?.kind) {
      case "function":
        return await invokeDirectly(call, roleArn, integration.arn, task.input);
      case "invoke":
        return await invokeLambda(call, roleArn, input);
      case "execution":
        if (integration.isSync) return await runChildExecution(service, task, context.children, context.log);
        return upperFields(
          await callService(service, "StepFunctions", "states", "StartExecution", startInput(input)),
        );
      case "service": {
        const { errorPrefix, signingName } = integration.service;
        const given = withTextFields(signingName, input);
        return upperFields(
          await callService(service, errorPrefix, signingName, integration.operation, given),
        );
      }
      default:
        throw runtimeError(`no integration ${task.resource}`);
    }
  } catch (failure) {
    if (failure instanceof StateError || task.signal.aborted) throw failure;
    // A defect of the local cloud: loud in the log, and a failed task rather than a dead process.
    context.log.warn("states.task-broke", {
      state: task.stateName,
      resource: task.resource,
      failure: String(failure),
    });
    throw new StateError("States.TaskFailed", String(failure), { cause: failure });
  }
}

/** Integrations take objects where the API takes JSON as text. */
function withTextFields(signingName: string, input: Record<string, unknown>): Record<string, unknown> {
  const asText = (value: unknown) =>
    typeof value === "string" || value === undefined ? value : JSON.stringify(value);
  if (signingName === "sqs" && "MessageBody" in input)
    return { ...input, MessageBody: asText(input.MessageBody) };
  if (signingName !== "events" || !Array.isArray(input.Entries)) return input;
  return {
    ...input,
    Entries: input.Entries.map(recordOf).map((entry) => ({ ...entry, Detail: asText(entry.Detail) })),
  };
}

/** The API's field names in the case that states see: `executionArn` is `ExecutionArn`. */
function upperFields(answer: Record<string, unknown>): Json {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      value as Json,
    ]),
  );
}
