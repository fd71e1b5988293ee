import { randomUUID } from "node:crypto";
import { ACCOUNT_ID, AwsError, REGION, type ServiceContext } from "../../types.ts";
import { type ExecutionRecord, ExecutionRecords } from "./execution-record.ts";
import { type IntegrationContext, taskPerformer } from "./integrations/perform-integration.ts";
import type { TaskTokens } from "./integrations/task-tokens.ts";
import type { ContextObject, Json } from "./language/definition.ts";
import { StateError } from "./language/state-error.ts";
import type { Machine } from "./machine.ts";
import { MOST_STATE_BYTES } from "./run/data-limit.ts";
import { History, type HistoryEvent } from "./run/history.ts";
import { runFlow } from "./run/run-flow.ts";

/** How an execution is made to end from outside its states. */
class ExecutionEnd extends Error {
  readonly status: "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly error: string | undefined;
  readonly causeText: string | undefined;

  constructor(status: "FAILED" | "TIMED_OUT" | "ABORTED", error?: string, causeText?: string) {
    super(`execution ${status}`);
    this.status = status;
    this.error = error;
    this.causeText = causeText;
  }
}

interface Live {
  readonly controller: AbortController;
  readonly history: History;
  readonly ended: Promise<void>;
  readonly markEnded: () => void;
}

const HISTORIES_KEPT = 500;
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/** The executions of all machines: those that run, and the records of those that ran. */
export class Executions {
  readonly #context: ServiceContext;
  readonly #records: ExecutionRecords;
  readonly #live = new Map<string, Live>();
  /** Also of executions that ended, the latest of them. */
  readonly #histories = new Map<string, History>();
  readonly #integrations: IntegrationContext;

  constructor(context: ServiceContext, folder: string, tokens: TaskTokens) {
    this.#context = context;
    this.#records = new ExecutionRecords(folder, context.clock.now());
    const children = { whenEnded: (arn: string) => this.whenEnded(arn) };
    this.#integrations = { internal: context.internal, log: context.log, tokens, children };
  }

  /**
   * Starts an execution, or returns the running one that has this name and input (a repeated start).
   * @throws AwsError `ExecutionAlreadyExists`, `InvalidName`, `InvalidExecutionInput`
   */
  start(machine: Machine, input: string, name = randomUUID() as string): ExecutionRecord {
    if (!NAME.test(name)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
    const data = parseInput(input);
    const kind = machine.type === "EXPRESS" ? "express" : "execution";
    const run = machine.type === "EXPRESS" ? `${name}:${randomUUID()}` : name;
    const arn = `arn:aws:states:${REGION}:${ACCOUNT_ID}:${kind}:${machine.name}:${run}`;
    const existing = this.#records.get(arn);
    if (existing?.status === "RUNNING" && existing.input === input) return existing;
    if (existing !== undefined)
      throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
    const fault = this.#context.faults.take(`machine:${machine.name}`, input);
    if (fault?.kind === "fail") {
      throw new AwsError(
        fault.error ?? "ServiceUnavailable",
        "ordered by the fault control",
        fault.status ?? 503,
      );
    }
    const startMs = this.#context.clock.now();
    const record: ExecutionRecord = { arn, name, machineArn: machine.arn, status: "RUNNING", input, startMs };
    this.#records.put(record);
    const isKilledAtStart = fault?.kind === "kill" && fault.atStep === undefined;
    // Any delay keeps the first state from being entered before the kill.
    const delayMs = fault?.kind === "delay" ? (fault.delayMs ?? 1000) : isKilledAtStart ? 1 : 0;
    const kill = () => this.stop(arn, undefined, "ordered by the fault control");
    this.#run(machine, record, data, delayMs, (states) => {
      if (fault?.kind === "kill" && states === fault.atStep) kill();
    });
    if (isKilledAtStart) kill();
    return record;
  }

  /** Ends a running execution at once: no further state is entered, no further task started. */
  stop(arn: string, error: string | undefined, cause: string | undefined): ExecutionRecord {
    const end = new ExecutionEnd("ABORTED", error, cause);
    const controller = this.#live.get(arn)?.controller;
    this.#finish(arn, this.#ending(arn, end));
    controller?.abort(end);
    return this.get(arn);
  }

  /** @throws AwsError `ExecutionDoesNotExist` */
  get(arn: string): ExecutionRecord {
    const record = this.#records.get(arn);
    if (record === undefined)
      throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
    return record;
  }

  ofMachine(machineArn: string): ExecutionRecord[] {
    return this.#records.ofMachine(machineArn);
  }

  /** Empty for one that ended long ago, or before the last boot. @throws AwsError `ExecutionDoesNotExist` */
  history(arn: string): readonly HistoryEvent[] {
    this.get(arn);
    return this.#histories.get(arn)?.events ?? [];
  }

  async whenEnded(arn: string): Promise<void> {
    await this.#live.get(arn)?.ended;
  }

  close(): void {
    for (const arn of [...this.#live.keys()]) this.stop(arn, undefined, "the local cloud stopped");
  }

  #run(
    machine: Machine,
    record: ExecutionRecord,
    input: Json,
    delayMs: number,
    onEntered: (states: number) => void,
  ): void {
    const { clock } = this.#context;
    const { arn } = record;
    const controller = new AbortController();
    const { promise: ended, resolve: markEnded } = Promise.withResolvers<void>();
    const overflow = (error: Error) => {
      const cause = error instanceof StateError ? error.causeText : error.message;
      controller.abort(new ExecutionEnd("FAILED", "States.Runtime", cause));
    };
    const history = new History(clock, overflow, onEntered);
    this.#live.set(arn, { controller, history, ended, markEnded });
    this.#remember(arn, history);
    const timeoutSeconds = machine.definition.TimeoutSeconds;
    const cancelTimeout =
      timeoutSeconds === undefined
        ? () => undefined
        : clock.after(timeoutSeconds * 1000, () =>
            controller.abort(new ExecutionEnd("TIMED_OUT", "States.Timeout", "")),
          );
    const scope = {
      clock,
      history,
      context: contextOf(machine, record, input),
      signal: controller.signal,
      performTask: taskPerformer(this.#integrations, machine.roleArn),
    };
    const execute = async () => {
      history.add("ExecutionStarted", { input: record.input, roleArn: machine.roleArn });
      if (delayMs > 0) await clock.sleep(delayMs, controller.signal);
      return runFlow(machine.definition, input, scope);
    };
    execute()
      .then(
        (output) => this.#finish(arn, { status: "SUCCEEDED", output: JSON.stringify(output) }),
        (failure: unknown) => this.#finish(arn, this.#ending(arn, failure)),
      )
      .finally(cancelTimeout)
      .catch((defect: unknown) => this.#context.log.warn("states.defect", { arn, defect: String(defect) }));
  }

  #ending(arn: string, failure: unknown): Pick<ExecutionRecord, "status" | "error" | "cause"> {
    if (failure instanceof ExecutionEnd) {
      const { status, error, causeText: cause } = failure;
      return { status, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    }
    if (failure instanceof StateError)
      return { status: "FAILED", error: failure.error, cause: failure.causeText };
    const stack = failure instanceof Error ? failure.stack : undefined;
    this.#context.log.warn("states.defect", { arn, failure: String(failure), stack });
    return { status: "FAILED", error: "States.Runtime", cause: String(failure) };
  }

  /** The first end counts; a state that ends later, because it was aborted, changes nothing. */
  #finish(arn: string, end: Pick<ExecutionRecord, "status" | "output" | "error" | "cause">): void {
    const record = this.get(arn);
    const live = this.#live.get(arn);
    if (record.status !== "RUNNING" || live === undefined) return;
    this.#records.put({ ...record, ...end, stopMs: this.#context.clock.now() });
    const { status, output, error, cause } = end;
    const type = {
      SUCCEEDED: "Succeeded",
      FAILED: "Failed",
      TIMED_OUT: "TimedOut",
      ABORTED: "Aborted",
      RUNNING: "",
    }[status];
    live.history.end(`Execution${type}`, { output, error, cause });
    this.#live.delete(arn);
    live.markEnded();
    const level = status === "FAILED" || status === "TIMED_OUT" ? "warn" : "debug";
    this.#context.log[level]("states.ended", { arn, status, error, cause });
  }

  #remember(arn: string, history: History): void {
    this.#histories.set(arn, history);
    for (const oldest of this.#histories.keys()) {
      if (this.#histories.size <= HISTORIES_KEPT) break;
      if (!this.#live.has(oldest)) this.#histories.delete(oldest);
    }
  }
}

function contextOf(machine: Machine, record: ExecutionRecord, input: Json): ContextObject {
  const StartTime = new Date(record.startMs).toISOString();
  return {
    Execution: {
      Id: record.arn,
      Input: input,
      Name: record.name,
      RoleArn: machine.roleArn,
      StartTime,
      RedriveCount: 0,
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
  };
}

function parseInput(input: string): Json {
  if (Buffer.byteLength(input) > MOST_STATE_BYTES) {
    throw new AwsError("ValidationException", `the input is longer than ${MOST_STATE_BYTES} bytes`);
  }
  try {
    return JSON.parse(input) as Json;
  } catch (cause) {
    throw new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: ${String(cause)}`);
  }
}
