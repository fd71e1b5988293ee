import { SFNClient } from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "vitest";
import { stepFunctionsWorkflows } from "../../../core/adapters/states/workflows.ts";
import { awsEndpoint, type Respond } from "./aws-endpoint.ts";

let endpoint: Awaited<ReturnType<typeof awsEndpoint>>;
afterEach(() => endpoint.close());

async function workflowsWith(respond: Respond) {
  endpoint = await awsEndpoint(respond);
  const machines = {
    agentRun: "arn:aws:states:us-east-1:1:stateMachine:agent-run",
    render: "arn:aws:states:us-east-1:1:stateMachine:render",
  };
  return stepFunctionsWorkflows(machines, new SFNClient(endpoint.config));
}

describe("workflows on Step Functions", () => {
  it("start an execution under the name of what it runs", async () => {
    const workflows = await workflowsWith(() => ({ executionArn: "arn", startDate: 1 }));
    await workflows.startAgentRun("run_1");
    await workflows.startRender("render_1");
    expect(endpoint.calls.map(({ operation, input }) => [operation, input])).toEqual([
      [
        "StartExecution",
        {
          stateMachineArn: "arn:aws:states:us-east-1:1:stateMachine:agent-run",
          name: "run_1",
          input: '{"runId":"run_1"}',
        },
      ],
      [
        "StartExecution",
        {
          stateMachineArn: "arn:aws:states:us-east-1:1:stateMachine:render",
          name: "render_1",
          input: '{"renderId":"render_1"}',
        },
      ],
    ]);
  });

  it("take an execution that has been started before for started", async () => {
    const workflows = await workflowsWith(() => ({ __type: "ExecutionAlreadyExists", message: "again" }));
    await expect(workflows.startAgentRun("run_1")).resolves.toBeUndefined();
  });

  it("pass on any other failure", async () => {
    const workflows = await workflowsWith(() => ({ __type: "StateMachineDoesNotExist", message: "none" }));
    await expect(workflows.startRender("render_1")).rejects.toThrow("none");
  });

  it.each([
    ["RUNNING", "running"],
    ["SUCCEEDED", "ended"],
    ["FAILED", "ended"],
    ["ABORTED", "ended"],
    ["TIMED_OUT", "ended"],
  ])("call %s %s", async (status, expected) => {
    const workflows = await workflowsWith(() => ({
      status,
      executionArn: "arn",
      stateMachineArn: "arn",
      startDate: 1,
    }));
    expect(await workflows.agentRunStatus("run_1")).toBe(expected);
    expect(endpoint.calls[0]?.input).toEqual({
      executionArn: "arn:aws:states:us-east-1:1:execution:agent-run:run_1",
    });
  });

  it("miss an execution that was never started, and stop it without an error", async () => {
    const workflows = await workflowsWith(() => ({ __type: "ExecutionDoesNotExist", message: "none" }));
    expect(await workflows.renderStatus("render_1")).toBe("missing");
    await expect(workflows.stopRender("render_1", "because")).resolves.toBeUndefined();
  });
});
