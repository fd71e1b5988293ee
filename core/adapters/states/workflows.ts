import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Workflows } from "../../ports/workflows.ts";

/** ARNs; an empty one is a machine that this function has nothing to do with. */
export interface Machines {
  readonly agentRun: string;
  readonly render: string;
}

/** Executions are named by what they run, so that starting twice starts once. */
export function stepFunctionsWorkflows(machines: Machines, client: SFNClient = new SFNClient({})): Workflows {
  const start = async (machine: string, name: string, input: Record<string, string>): Promise<void> => {
    try {
      await client.send(
        new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify(input) }),
      );
    } catch (error) {
      // The same name and input are taken silently while it runs; once it has ended the name is refused for 90 days.
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
  const status = async (machine: string, name: string): Promise<"running" | "ended" | "missing"> => {
    try {
      const { status } = await client.send(
        new DescribeExecutionCommand({ executionArn: executionArn(machine, name) }),
      );
      return status === "RUNNING" || status === "PENDING_REDRIVE" ? "running" : "ended";
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return "missing";
      throw error;
    }
  };
  const stop = async (machine: string, name: string, cause: string): Promise<void> => {
    try {
      const executionArnOfIt = executionArn(machine, name);
      await client.send(
        new StopExecutionCommand({ executionArn: executionArnOfIt, cause: cause.slice(0, 1000) }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionDoesNotExist)) throw error;
    }
  };
  return {
    startAgentRun: (runId) => start(machines.agentRun, runId, { runId }),
    startRender: (renderId) => start(machines.render, renderId, { renderId }),
    agentRunStatus: (runId) => status(machines.agentRun, runId),
    renderStatus: (renderId) => status(machines.render, renderId),
    stopAgentRun: (runId, cause) => stop(machines.agentRun, runId, cause),
    stopRender: (renderId, cause) => stop(machines.render, renderId, cause),
  };
}

/** `arn:aws:states:R:A:stateMachine:M` and a name make `arn:aws:states:R:A:execution:M:<name>`. */
const executionArn = (machine: string, name: string): string =>
  `${machine.replace(":stateMachine:", ":execution:")}:${name}`;
