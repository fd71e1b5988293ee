import { join } from "node:path";
import { textOf } from "../../json-values.ts";
import {
  AwsError,
  type AwsRequest,
  type NeededGrant,
  type Service,
  type ServiceContext,
} from "../../types.ts";
import { jsonAnswer } from "../json-answer.ts";
import { Executions } from "./executions.ts";
import { TaskTokens } from "./integrations/task-tokens.ts";
import { type Machine, readMachine } from "./machine.ts";
import { STATES_OPERATIONS, type StatesContext } from "./operations.ts";

/** Which field names the resource that a grant is for; the rest of the operations are granted on everything. */
const RESOURCE_OF: Readonly<Record<string, string>> = {
  StartExecution: "stateMachineArn",
  StartSyncExecution: "stateMachineArn",
  ListExecutions: "stateMachineArn",
  DescribeStateMachine: "stateMachineArn",
  DescribeExecution: "executionArn",
  StopExecution: "executionArn",
  GetExecutionHistory: "executionArn",
};

/**
 * Step Functions for the machines of the template, which run as their own roles.
 *
 * Waits, retry intervals and timeouts follow the moved clock. An execution does not survive a stop of the laptop: it is
 * then `ABORTED` with the cause `the local cloud stopped`. A fault of `machine:<name>` hits a start: `fail` refuses it,
 * `delay` puts off its first state, `kill` aborts it before its first state.
 *
 * @throws Error for a definition that would not run here as in AWS
 */
export function createStatesService(context: ServiceContext): Service {
  const machines = context.assembly.ofType("AWS::StepFunctions::StateMachine").map(readMachine);
  const tokens = new TaskTokens();
  const executions = new Executions(context, join(context.stateDir, "states"), tokens);
  const statesContext: StatesContext = {
    machines,
    tokens,
    executions,
    machineOf(arn): Machine {
      const machine = machines.find((each) => each.arn === arn);
      if (machine !== undefined) return machine;
      throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${String(arn)}'`);
    },
  };

  return {
    signingName: "states",
    grantsFor({ operation = "", json }): NeededGrant[] {
      if (STATES_OPERATIONS[operation] === undefined) throw unknown(operation);
      const field = RESOURCE_OF[operation];
      return [
        { action: `states:${operation}`, resource: field === undefined ? "*" : (textOf(json[field]) ?? "*") },
      ];
    },
    async handle({ operation = "", json }: AwsRequest) {
      const perform = STATES_OPERATIONS[operation];
      if (perform === undefined) throw unknown(operation);
      return jsonAnswer(await perform(statesContext, json));
    },
    async close() {
      executions.close();
    },
  };
}

function unknown(operation: string): AwsError {
  return new AwsError(
    "UnknownOperationException",
    `the local Step Functions do not do ${operation || "this request"}`,
  );
}
