import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createStatesService } from "../../../../local/services/states/service.ts";
import { FunctionFailure, openGateway, resource } from "../open-gateway.ts";
import { benchOf, invoke, type MachineBench, machineArn, only } from "./machine-bench.ts";

const stateDir = mkdtempSync(join(tmpdir(), "states-test-"));
let bench: MachineBench;
let called: unknown[] = [];
/** Called on each invocation: lets a test wait for one instead of sleeping. */
let onCall: (payload: unknown) => void = () => undefined;
let held = Promise.withResolvers<unknown>();

const child = (pattern: string, more: object = {}) => ({
  Type: "Task",
  Resource: `arn:aws:states:::states:startExecution${pattern}`,
  Parameters: {
    StateMachineArn: machineArn("child"),
    Input: { "how.$": "$.how", AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: "$$.Execution.Id" },
  },
  End: true,
  ...more,
});

const machines = {
  wait: {
    StartAt: "Wait",
    States: { Wait: { Type: "Wait", SecondsPath: "$.seconds", Next: "Then" }, Then: invoke("note") },
  },
  until: {
    StartAt: "Wait",
    States: { Wait: { Type: "Wait", TimestampPath: "$.at", Next: "Then" }, Then: { Type: "Succeed" } },
  },
  held: {
    StartAt: "Hold",
    States: { Hold: invoke("hold", { Next: "Then", End: undefined }), Then: invoke("note") },
  },
  "timed-task": {
    StartAt: "Hold",
    States: {
      Hold: invoke("hold", {
        TimeoutSeconds: 60,
        Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Late" }],
      }),
      Late: { Type: "Pass", Result: "late", End: true },
    },
  },
  "timed-machine": only({ Type: "Wait", Seconds: 3600, End: true }, { TimeoutSeconds: 60 }),
  child: {
    StartAt: "How",
    States: {
      How: {
        Type: "Choice",
        Choices: [
          { Variable: "$.how", StringEquals: "fail", Next: "Fail" },
          { Variable: "$.how", StringEquals: "wait", Next: "Wait" },
        ],
        Default: "Well",
      },
      Fail: { Type: "Fail", Error: "Child", Cause: "told to" },
      Wait: { Type: "Wait", Seconds: 3600, Next: "Well" },
      Well: { Type: "Pass", Result: { well: true }, End: true },
    },
  },
  parent: only(child(".sync:2", { ResultSelector: { "out.$": "$.Output.well", "status.$": "$.Status" } })),
  "parent-v1": only(child(".sync", { OutputPath: "$.Output" })),
  launcher: only(child("", { ResultSelector: { "arn.$": "$.ExecutionArn" } })),
  token: only({
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Parameters: { FunctionName: "note", Payload: { "token.$": "$$.Task.Token", "in.$": "$.in" } },
    TimeoutSeconds: 600,
    End: true,
  }),
  "poll-loop": {
    StartAt: "Check",
    States: {
      Check: invoke("count", { Next: "Done?", End: undefined }),
      "Done?": {
        Type: "Choice",
        Choices: [{ Variable: "$.left", NumericEquals: 0, Next: "End" }],
        Default: "Wait",
      },
      Wait: { Type: "Wait", Seconds: 1, Next: "Check" },
      End: { Type: "Succeed" },
    },
  },
  endless: { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } } },
};

async function start() {
  bench = await benchOf(machines, {
    stateDir,
    lambda: async (name, payload) => {
      called.push(payload);
      onCall(payload);
      if (name === "hold") return held.promise;
      if (name === "count") return { left: (payload as { left: number }).left - 1 };
      if (name === "note") return payload;
      throw new FunctionFailure("NoSuchFunction", name);
    },
  });
}

beforeAll(start);
afterEach(() => {
  called = [];
  onCall = () => undefined;
  held = Promise.withResolvers();
  bench.gateway.context.faults.clear();
});
afterAll(async () => {
  await bench.gateway.close();
  rmSync(stateDir, { recursive: true });
});

const nextCall = () =>
  new Promise<unknown>((resolve) => {
    onCall = resolve;
  });
const stop = (executionArn: string) =>
  bench.sfn.send(new StopExecutionCommand({ executionArn, error: "Stopped", cause: "by a test" }));

describe("time", () => {
  it("waits exactly as long as it is told, by the moved clock", async () => {
    const arn = await bench.start("wait", { seconds: 3600 });
    bench.gateway.context.clock.advance(3_590_000);
    expect((await bench.describe(arn)).status).toBe("RUNNING");
    expect(called).toEqual([]);
    bench.gateway.context.clock.advance(10_000);
    expect((await bench.ended(arn)).status).toBe("SUCCEEDED");
    expect(called).toHaveLength(1);
  });

  it("waits until a moment, and not at all for one that is past", async () => {
    const at = new Date(bench.gateway.context.clock.now() + 86_400_000).toISOString();
    const arn = await bench.start("until", { at });
    expect((await bench.describe(arn)).status).toBe("RUNNING");
    bench.gateway.context.clock.advance(86_400_000);
    expect((await bench.ended(arn)).status).toBe("SUCCEEDED");
    expect((await bench.run("until", { at })).status).toBe("SUCCEEDED");
    expect(await bench.run("wait", { seconds: "soon" })).toMatchObject({ error: "States.Runtime" });
  });

  it("times a task out, which can be caught, and a machine, which cannot", async () => {
    const called = nextCall();
    const arn = await bench.start("timed-task");
    await called;
    expect(await bench.ended(arn, 61_000)).toMatchObject({ status: "SUCCEEDED", output: '"late"' });
    expect(await bench.run("timed-machine", {}, 61_000)).toMatchObject({
      status: "TIMED_OUT",
      error: "States.Timeout",
    });
  });
});

describe("an execution", () => {
  it("is the same when it is started twice by name and input, and refused with another input or after its end", async () => {
    const arn = await bench.start("wait", { seconds: 5 }, "same");
    expect(await bench.start("wait", { seconds: 5 }, "same")).toBe(arn);
    await expect(bench.start("wait", { seconds: 6 }, "same")).rejects.toMatchObject({
      name: "ExecutionAlreadyExists",
    });
    await bench.ended(arn, 5000);
    await expect(bench.start("wait", { seconds: 5 }, "same")).rejects.toMatchObject({
      name: "ExecutionAlreadyExists",
    });
    expect(called).toHaveLength(1);
    await expect(bench.start("wait", {}, "a b")).rejects.toMatchObject({ name: "InvalidName" });
  });

  it("that is stopped starts nothing more, although its task goes on", async () => {
    const called1 = nextCall();
    const arn = await bench.start("held");
    await called1;
    await stop(arn);
    expect(await bench.describe(arn)).toMatchObject({
      status: "ABORTED",
      error: "Stopped",
      cause: "by a test",
    });
    held.resolve({});
    await bench.run("wait", { seconds: 0 });
    expect(called).toHaveLength(2);
    expect((await bench.events(arn)).at(-1)).toBe("ExecutionAborted");
    await stop(arn);
    expect((await bench.describe(arn)).status).toBe("ABORTED");
  });

  it("is listed by status, and described only if it exists", async () => {
    const arn = await bench.start("wait", { seconds: 1000 }, "listed");
    const list = await bench.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: machineArn("wait"), statusFilter: "RUNNING" }),
    );
    expect(list.executions?.map((each) => each.name)).toEqual(["listed"]);
    await stop(arn);
    const none = bench.sfn.send(new DescribeExecutionCommand({ executionArn: `${arn}-not` }));
    await expect(none).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
    const machine = new StartExecutionCommand({ stateMachineArn: machineArn("none") });
    await expect(bench.sfn.send(machine)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  });

  it("suffers the faults that were ordered", async () => {
    const { faults, clock } = bench.gateway.context;
    faults.add({ target: "machine:wait", kind: "fail" });
    await expect(bench.start("wait", { seconds: 0 })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 503 },
    });
    faults.add({ target: "machine:wait", kind: "kill" });
    expect((await bench.run("wait", { seconds: 0 })).status).toBe("ABORTED");
    expect(called).toHaveLength(0);
    faults.add({ target: "machine:wait", kind: "kill", atStep: 2 });
    const halfway = await bench.start("wait", { seconds: 0 });
    expect((await bench.ended(halfway)).status).toBe("ABORTED");
    expect((await bench.events(halfway)).filter((type) => type.endsWith("StateEntered"))).toHaveLength(2);
    expect(called).toHaveLength(0);
    faults.add({ target: "machine:wait", kind: "delay", delayMs: 5000 });
    const arn = await bench.start("wait", { seconds: 0 });
    expect((await bench.describe(arn)).status).toBe("RUNNING");
    clock.advance(5000);
    expect((await bench.ended(arn)).status).toBe("SUCCEEDED");
    expect(called).toHaveLength(1);
  });
});

describe("a child execution", () => {
  it("gives its parsed output to .sync:2, its text to .sync, and only its ARN without", async () => {
    expect(await bench.run("parent", { how: "well" })).toMatchObject({
      output: '{"out":true,"status":"SUCCEEDED"}',
    });
    expect(await bench.run("parent-v1", { how: "well" })).toMatchObject({ output: '"{\\"well\\":true}"' });
    const { output = "{}" } = await bench.run("launcher", { how: "well" });
    expect((await bench.ended((JSON.parse(output) as { arn: string }).arn)).status).toBe("SUCCEEDED");
  });

  it("that fails is States.TaskFailed to its parent, with its description as cause", async () => {
    const ended = await bench.run("parent", { how: "fail" });
    expect(ended).toMatchObject({ status: "FAILED", error: "States.TaskFailed" });
    expect(JSON.parse(ended.cause ?? "")).toMatchObject({
      Status: "FAILED",
      Error: "Child",
      Cause: "told to",
    });
  });

  it("is stopped with its parent", async () => {
    const parent = await bench.start("parent", { how: "wait" });
    const children = async () =>
      (
        await bench.sfn.send(
          new ListExecutionsCommand({ stateMachineArn: machineArn("child"), maxResults: 1 }),
        )
      ).executions;
    const [running] = (await children()) ?? [];
    expect(running?.status).toBe("RUNNING");
    await stop(parent);
    expect(await bench.ended(running?.executionArn ?? "")).toMatchObject({
      status: "ABORTED",
      error: "States.TaskAborted",
    });
  });
});

describe("a task token", () => {
  it("ends its task with what somebody sends, once", async () => {
    const sent = nextCall();
    const arn = await bench.start("token", { in: 1 });
    const { token } = (await sent) as { token: string };
    await bench.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"answer":42}' }));
    expect(await bench.ended(arn)).toMatchObject({ status: "SUCCEEDED", output: '{"answer":42}' });
    const again = bench.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: "{}" }));
    await expect(again).rejects.toMatchObject({ name: "TaskTimedOut" });
    const unknown = bench.sfn.send(new SendTaskSuccessCommand({ taskToken: "never", output: "{}" }));
    await expect(unknown).rejects.toMatchObject({ name: "TaskDoesNotExist" });
  });

  it("fails its task, or dies with it", async () => {
    let sent = nextCall();
    const failing = await bench.start("token", { in: 1 });
    const { token } = (await sent) as { token: string };
    await bench.sfn.send(new SendTaskFailureCommand({ taskToken: token, error: "No", cause: "never" }));
    expect(await bench.ended(failing)).toMatchObject({ status: "FAILED", error: "No", cause: "never" });
    sent = nextCall();
    const late = await bench.start("token", { in: 2 });
    const { token: lateToken } = (await sent) as { token: string };
    expect(await bench.ended(late, 601_000)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    const tooLate = bench.sfn.send(new SendTaskSuccessCommand({ taskToken: lateToken, output: "{}" }));
    await expect(tooLate).rejects.toMatchObject({ name: "TaskTimedOut" });
  });
});

describe("history", () => {
  it("counts nine events for a turn of a poll loop", async () => {
    const count = async (left: number) => {
      const { executionArn = "" } = await bench.run("poll-loop", { left }, 1000);
      return (await bench.events(executionArn)).length;
    };
    expect((await count(4)) - (await count(3))).toBe(9);
    const { executionArn = "" } = await bench.run("poll-loop", { left: 1 });
    expect(await bench.events(executionArn)).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ChoiceStateEntered",
      "ChoiceStateExited",
      "SucceedStateEntered",
      "SucceedStateExited",
      "ExecutionSucceeded",
    ]);
    const reversed = await bench.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    expect(reversed.events).toMatchObject([{ id: 11, previousEventId: 10, type: "ExecutionSucceeded" }]);
  });

  it("ends an execution at 25,000 events", async () => {
    const arn = await bench.start("endless");
    const ended = await bench.ended(arn);
    expect(ended).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(ended.cause).toContain("25000");
    expect(await bench.events(arn)).toHaveLength(25_000);
  });
});

describe("a stop of the laptop", () => {
  it("aborts what ran, keeps what ended, and frees no name", async () => {
    const done = await bench.start("wait", { seconds: 0 }, "done-before");
    await bench.ended(done);
    const running = await bench.start("wait", { seconds: 1000 }, "ran-before");
    // A second cloud on the same folder sees what one sees that was killed: nobody told the first to stop.
    const other = await openGateway(
      [
        resource("wait", "AWS::StepFunctions::StateMachine", machineArn("wait"), {
          RoleArn: "r",
          DefinitionString: JSON.stringify(machines.wait),
        }),
      ],
      { stateDir },
    );
    other.add(createStatesService(other.context));
    const sfn = new (bench.sfn.constructor as typeof import("@aws-sdk/client-sfn").SFNClient)(
      other.clientConfig,
    );
    const look = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(await look(running)).toMatchObject({ status: "ABORTED", cause: "the local cloud stopped" });
    expect(await look(done)).toMatchObject({ status: "SUCCEEDED" });
    const again = new StartExecutionCommand({
      stateMachineArn: machineArn("wait"),
      name: "ran-before",
      input: "{}",
    });
    await expect(sfn.send(again)).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
    await other.close();
  });

  it("refuses at boot what would not run as in AWS, naming everything", async () => {
    const bad = {
      StartAt: "A",
      QueryLanguage: "JSONata",
      States: {
        A: { Type: "Task", Resource: "arn:aws:states:::ecs:runTask", HeartbeatSeconds: 5, Next: "Gone" },
        B: {
          Type: "Map",
          ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED" }, ...only({ Type: "Pass", End: true }) },
          End: true,
        },
        C: { Type: "Pass", Assign: { x: 1 }, Parameters: { "y.$": "$..deep" }, End: true },
      },
    };
    const expected = [
      /QueryLanguage JSONata/,
      /A.HeartbeatSeconds/,
      /ecs:runTask/,
      /goes to Gone/,
      /DISTRIBUTED/,
      /C.Assign/,
      /\$\.\.deep/,
    ];
    const failure = await benchOf({ bad }).then(
      () => "booted",
      (error: Error) => error.message,
    );
    for (const each of expected) expect(failure).toMatch(each);
  });
});
