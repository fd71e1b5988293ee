import { textOf } from "../../json-values.ts";
import { AwsError } from "../../types.ts";
import type { ExecutionRecord } from "./execution-record.ts";
import type { Executions } from "./executions.ts";
import type { TaskTokens } from "./integrations/task-tokens.ts";
import type { Machine } from "./machine.ts";
import type { HistoryEvent } from "./run/history.ts";

export interface StatesContext {
  readonly executions: Executions;
  readonly tokens: TaskTokens;
  readonly machines: readonly Machine[];
  /** @throws AwsError `StateMachineDoesNotExist` */
  machineOf(arn: unknown): Machine;
}

type Input = Record<string, unknown>;
export type StatesOperation = (context: StatesContext, input: Input) => Input | Promise<Input>;

export const STATES_OPERATIONS: Readonly<Record<string, StatesOperation>> = {
  StartExecution({ executions, machineOf }, input) {
    const machine = machineOf(input.stateMachineArn);
    const record = executions.start(machine, textOf(input.input) ?? "{}", textOf(input.name));
    return { executionArn: record.arn, startDate: seconds(record.startMs) };
  },

  async StartSyncExecution({ executions, machineOf }, input) {
    const machine = machineOf(input.stateMachineArn);
    if (machine.type !== "EXPRESS") {
      throw new AwsError(
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
      );
    }
    const { arn } = executions.start(machine, textOf(input.input) ?? "{}", textOf(input.name));
    await executions.whenEnded(arn);
    return describe(executions.get(arn));
  },

  DescribeExecution: ({ executions }, input) => describe(executions.get(executionArn(input))),

  StopExecution({ executions }, input) {
    const record = executions.stop(executionArn(input), textOf(input.error), textOf(input.cause));
    return { stopDate: seconds(record.stopMs ?? record.startMs) };
  },

  ListExecutions({ executions, machineOf }, input) {
    const { arn } = machineOf(input.stateMachineArn);
    const status = textOf(input.statusFilter);
    const records = executions
      .ofMachine(arn)
      .filter((record) => status === undefined || record.status === status);
    const { page, nextToken } = paged(records, input, 100);
    const list = page.map((record) => ({
      executionArn: record.arn,
      stateMachineArn: record.machineArn,
      name: record.name,
      status: record.status,
      startDate: seconds(record.startMs),
      ...(record.stopMs !== undefined && { stopDate: seconds(record.stopMs) }),
    }));
    return { executions: list, nextToken };
  },

  GetExecutionHistory({ executions }, input) {
    const events = executions.history(executionArn(input));
    const { page, nextToken } = paged(input.reverseOrder === true ? events.toReversed() : events, input, 100);
    return { events: page.map(toWire), nextToken };
  },

  ListStateMachines: ({ machines }) => ({
    stateMachines: machines.map(({ arn, name, type }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: 0,
    })),
  }),

  DescribeStateMachine({ machineOf }, input) {
    const { arn, name, type, roleArn, definition } = machineOf(input.stateMachineArn);
    const text = JSON.stringify(definition);
    return { stateMachineArn: arn, name, type, roleArn, definition: text, status: "ACTIVE", creationDate: 0 };
  },

  SendTaskSuccess({ tokens }, input) {
    tokens.succeed(textOf(input.taskToken) ?? "", textOf(input.output) ?? "");
    return {};
  },

  SendTaskFailure({ tokens }, input) {
    tokens.fail(textOf(input.taskToken) ?? "", textOf(input.error) ?? "", textOf(input.cause) ?? "");
    return {};
  },
};

function describe(record: ExecutionRecord): Input {
  return {
    executionArn: record.arn,
    stateMachineArn: record.machineArn,
    name: record.name,
    status: record.status,
    startDate: seconds(record.startMs),
    ...(record.stopMs !== undefined && { stopDate: seconds(record.stopMs) }),
    input: record.input,
    inputDetails: { included: true },
    ...(record.output !== undefined && { output: record.output, outputDetails: { included: true } }),
    ...(record.error !== undefined && { error: record.error }),
    ...(record.cause !== undefined && { cause: record.cause }),
    redriveCount: 0,
  };
}

function toWire({ id, previousEventId, type, timestampMs, details }: HistoryEvent): Input {
  const event = { id, previousEventId, type, timestamp: seconds(timestampMs) };
  return details === undefined ? event : { ...event, [detailsField(type)]: details };
}

function detailsField(type: string): string {
  if (type.endsWith("StateEntered")) return "stateEnteredEventDetails";
  if (type.endsWith("StateExited")) return "stateExitedEventDetails";
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** A token is the place to go on from. */
function paged<Item>(items: readonly Item[], input: Input, usual: number) {
  const from = Number(input.nextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) throw new AwsError("InvalidToken", "Invalid Token");
  const to = from + Math.min(Number(input.maxResults || usual), 1000);
  return { page: items.slice(from, to), nextToken: to < items.length ? String(to) : undefined };
}

function executionArn(input: Input): string {
  const arn = textOf(input.executionArn) ?? "";
  if (/^arn:aws:states:[\w-]+:\d+:(execution|express):/.test(arn)) return arn;
  throw new AwsError("InvalidArn", `Invalid Arn: '${arn}'`);
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
