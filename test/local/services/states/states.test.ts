import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FunctionFailure } from "../open-gateway.ts";
import { benchOf, invoke, type MachineBench, only } from "./machine-bench.ts";

let bench: MachineBench;
let running = 0;
let mostRunning = 0;
let calls: { name: string; payload: unknown }[] = [];

const functions: Record<string, (payload: never) => unknown> = {
  echo: (payload) => payload,
  double: ({ n }: { n: number }) => ({ n: n * 2 }),
  big: () => "x".repeat(256 * 1024),
  broken: () => {
    throw new FunctionFailure("ValidationError", "not so");
  },
  nameless: () => {
    throw new FunctionFailure(undefined);
  },
  flaky: () => {
    if (calls.length < 3) throw new FunctionFailure("TransientError");
    return "at last";
  },
  overlapping: async ({ index }: { index: number }) => {
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (index === 99) throw new FunctionFailure("ItemFailed");
    return index * 10;
  },
};

const machines = {
  choice: {
    StartAt: "Which",
    States: {
      Which: {
        Type: "Choice",
        Choices: [
          { Variable: "$.kind", StringMatches: "vid*", Next: "Video" },
          {
            And: [
              { Variable: "$.n", NumericGreaterThan: 5 },
              { Not: { Variable: "$.off", IsPresent: true } },
            ],
            Next: "Many",
          },
          { Variable: "$.n", NumericEqualsPath: "$.m", Next: "Same" },
        ],
        Default: "Other",
      },
      Video: { Type: "Pass", Result: "video", End: true },
      Many: { Type: "Pass", Result: "many", End: true },
      Same: { Type: "Pass", Result: "same", End: true },
      Other: { Type: "Pass", Result: "other", End: true },
    },
  },
  unmatched: {
    StartAt: "Which",
    States: {
      Which: { Type: "Choice", Choices: [{ Variable: "$.n", NumericEquals: 1, Next: "End" }] },
      End: { Type: "Succeed" },
    },
  },
  shape: only({
    ...invoke("echo"),
    InputPath: "$.inner",
    Parameters: {
      FunctionName: "echo",
      Payload: {
        "list.$": "States.Array($.a, 'it\\'s', 3, true, null)",
        "text.$": "States.Format('{} of \\{{}\\}', $.a, States.MathAdd($.n, 1))",
        "json.$": "States.StringToJson($.json)",
        "slice.$": "$.many[1:]",
        "all.$": "$.many[*].v",
        fixed: "$.a",
      },
    },
    ResultSelector: { "got.$": "$.Payload", "status.$": "$.StatusCode" },
    ResultPath: "$.result.deep",
    OutputPath: "$.result",
  }),
  context: {
    StartAt: "Loop",
    States: {
      Loop: {
        Type: "Map",
        ItemsPath: "$.items",
        ItemSelector: { "index.$": "$$.Map.Item.Index", "value.$": "$$.Map.Item.Value", "of.$": "$.of" },
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Inside",
          States: {
            Inside: {
              Type: "Pass",
              Parameters: {
                "in.$": "$",
                "index.$": "$$.Map.Item.Index",
                "state.$": "$$.State.Name",
                "whole.$": "$$.Execution.Input.of",
                "machine.$": "$$.StateMachine.Name",
              },
              End: true,
            },
          },
        },
        End: true,
      },
    },
  },
  concurrent: only({
    Type: "Map",
    MaxConcurrency: 3,
    ItemSelector: { "index.$": "$$.Map.Item.Value" },
    Iterator: only(invoke("overlapping")),
    End: true,
  }),
  parallel: only({
    Type: "Parallel",
    Branches: [only(invoke("double")), only({ Type: "Pass", Result: "second", End: true })],
    ResultPath: "$.both",
    End: true,
  }),
  "parallel-fails": {
    StartAt: "Both",
    States: {
      Both: {
        Type: "Parallel",
        Branches: [only({ Type: "Wait", Seconds: 3600, End: true }), only(invoke("broken"))],
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Caught" }],
        End: true,
      },
      Caught: { Type: "Pass", Parameters: { "name.$": "$.error.Error", "kept.$": "$.kept" }, End: true },
    },
  },
  retried: only(
    invoke("flaky", {
      Retry: [
        { ErrorEquals: ["Other"], MaxAttempts: 9 },
        {
          ErrorEquals: ["TransientError"],
          IntervalSeconds: 60,
          BackoffRate: 2,
          MaxAttempts: 3,
          JitterStrategy: "FULL",
        },
      ],
    }),
  ),
  exhausted: only(
    invoke("broken", { Retry: [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 1, MaxAttempts: 2 }] }),
  ),
  nameless: only(invoke("nameless")),
  direct: only({
    Type: "Task",
    Resource: "arn:aws:lambda:us-east-1:000000000000:function:double",
    End: true,
  }),
  missing: only({ Type: "Pass", Parameters: { "x.$": "$.not.there" }, End: true }, {}),
  "missing-caught": {
    StartAt: "Try",
    States: {
      Try: invoke("echo", {
        Parameters: { FunctionName: "echo", "Payload.$": "$.nothing" },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Never" }],
      }),
      Never: { Type: "Succeed" },
    },
  },
  big: only(invoke("big", { Retry: [{ ErrorEquals: ["States.ALL"] }] })),
  failing: only({ Type: "Fail", ErrorPath: "$.e", CausePath: "States.Format('because {}', $.c)" }),
} as const;

beforeAll(async () => {
  bench = await benchOf(machines, {
    lambda: async (name, payload) => {
      const perform = functions[name.split(":").at(-1) ?? ""];
      if (perform === undefined) throw new Error(`no function ${name}`);
      calls.push({ name, payload });
      return await perform(payload as never);
    },
  });
});
afterAll(() => bench.gateway.close());
beforeEach(() => {
  calls = [];
  mostRunning = 0;
});

const output = async (machine: keyof typeof machines, input?: unknown, stepMs?: number): Promise<unknown> => {
  const { status, output: text, cause } = await bench.run(machine, input, stepMs);
  if (status !== "SUCCEEDED" || text === undefined) throw new Error(`${status}: ${cause}`);
  return JSON.parse(text);
};

describe("states", () => {
  it.each([
    [{ kind: "video" }, "video"],
    [{ kind: "x", n: 6 }, "many"],
    [{ kind: "x", n: 6, m: 6, off: 1 }, "same"],
    [{ kind: "x", n: 1, m: 2 }, "other"],
  ])("chooses by %j", async (input, expected) => {
    expect(await output("choice", input)).toBe(expected);
  });

  it("fails when no choice matches, and when a choice looks at nothing", async () => {
    expect(await bench.run("unmatched", { n: 2 })).toMatchObject({
      status: "FAILED",
      error: "States.NoChoiceMatched",
    });
    expect(await bench.run("unmatched", {})).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  it("shapes input and output by paths, templates and intrinsic functions", async () => {
    const inner = { a: "A", n: 4, json: '{"k":[1]}', many: [{ v: 1 }, { v: 2 }, { v: 3 }] };
    expect(await output("shape", { inner, result: { kept: 1 } })).toEqual({
      kept: 1,
      deep: {
        status: 200,
        got: {
          list: ["A", "it's", 3, true, null],
          text: "A of {5}",
          json: { k: [1] },
          slice: [{ v: 2 }, { v: 3 }],
          all: [1, 2, 3],
          fixed: "$.a",
        },
      },
    });
  });

  it("tells an iteration its item, its state and the input of the whole execution", async () => {
    expect(await output("context", { items: ["a", "b"], of: "all" })).toEqual(
      ["a", "b"].map((value, index) => ({
        in: { index, value, of: "all" },
        index,
        state: "Inside",
        whole: "all",
        machine: "context",
      })),
    );
  });

  it("runs no more iterations at once than allowed, and keeps their order", async () => {
    const items = Array.from({ length: 10 }, (_, index) => index);
    expect(await output("concurrent", items)).toEqual(items.map((index) => index * 10));
    expect(mostRunning).toBe(3);
    expect(await output("concurrent", [])).toEqual([]);
  });

  it("ends a Map at its first failure: no further item starts", async () => {
    const items = [99, ...Array.from({ length: 50 }, (_, index) => index)];
    expect(await bench.run("concurrent", items)).toMatchObject({ status: "FAILED", error: "ItemFailed" });
    expect(calls.length).toBeLessThanOrEqual(6);
  });

  it("joins branches in order, and ends a waiting branch when its sibling fails", async () => {
    expect(await output("parallel", { n: 4 })).toEqual({ n: 4, both: [{ n: 8 }, "second"] });
    expect(await output("parallel-fails", { kept: true })).toEqual({ name: "ValidationError", kept: true });
  });

  it("retries by the moved clock until it succeeds, without changing the input", async () => {
    expect(await output("retried", { a: 1 }, 60_000)).toBe("at last");
    expect(calls.map((call) => call.payload)).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }]);
  });

  it("gives up after the last attempt with the function's error object as cause", async () => {
    const ended = await bench.run("exhausted", {}, 2000);
    expect(ended).toMatchObject({ status: "FAILED", error: "ValidationError" });
    expect(JSON.parse(ended.cause ?? "")).toEqual({ errorType: "ValidationError", errorMessage: "not so" });
    expect(calls).toHaveLength(3);
    expect(await bench.run("nameless")).toMatchObject({ error: "Lambda.Unknown" });
  });

  it("invokes a function by its ARN as Resource", async () => {
    expect(await output("direct", { n: 1 })).toEqual({ n: 2 });
  });

  it("lets nothing catch a mistake in the machine", async () => {
    expect(await bench.run("missing")).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(await bench.run("missing-caught")).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  it("refuses more than 256 KB between states, once", async () => {
    expect(await bench.run("big")).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    expect(calls).toHaveLength(1);
    await expect(bench.run("big", "y".repeat(256 * 1024))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  it("fails with the error that it was told", async () => {
    const ended = await bench.run("failing", { e: "Mine", c: "so" });
    expect(ended).toMatchObject({ status: "FAILED", error: "Mine", cause: "because so" });
  });
});
