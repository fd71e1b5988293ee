import { readFileSync } from "node:fs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arnOf, startTestCloud, type TestCloud, until } from "./test-cloud.ts";

const functions = {
  echo: {
    code: "export const handler = async (event, context) => ({ event, name: context.functionName, left: context.getRemainingTimeInMillis() > 0 });",
  },
  environment: {
    code: "export const handler = async () => ({ ...process.env, cwd: process.cwd() });",
    properties: { Environment: { Variables: { TABLE: "core" } } },
  },
  slow: {
    code: `import { writeFileSync } from "node:fs";
      export const handler = async ({ file }) => { writeFileSync(file, String(process.pid)); await new Promise(() => setInterval(() => {}, 1000)); };`,
    properties: { Timeout: 1 },
  },
  thrower: { code: "export const handler = async () => { throw new TypeError('no good'); };" },
  crasher: {
    code: "export const handler = async () => { setTimeout(() => process.exit(3)); await new Promise((r) => setTimeout(r, 5000)); };",
  },
  late: {
    code: "export const handler = async () => { setTimeout(() => { throw new Error('late'); }); await new Promise((r) => setTimeout(r, 5000)); };",
  },
  broken: { code: "throw new Error('cannot start');" },
  callback: { code: "export const handler = (event, context, callback) => callback(null, 1);" },
  large: { code: "export const handler = async () => 'x'.repeat(6 * 1024 * 1024 + 99);" },
  pair: {
    code: `const born = Math.random();
      export const handler = async ({ waitMs }) => { await new Promise((r) => setTimeout(r, waitMs)); return born; };`,
  },
  dates: {
    code: "export const handler = async () => [Date.now(), new Date().getTime(), new Date(5).getTime(), new Date() instanceof Date, typeof Date()];",
  },
  greedy: { code: "export const handler = async () => 1;", properties: { ReservedConcurrentExecutions: 0 } },
};

let cloud: TestCloud;
let client: LambdaClient;
beforeAll(async () => {
  cloud = await startTestCloud({ functions });
  client = new LambdaClient({
    endpoint: cloud.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});
afterAll(() => cloud.close());

async function invoke(FunctionName: string, payload: unknown = {}) {
  const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
  return { ...answer, value: JSON.parse(answer.Payload?.transformToString() ?? "null") };
}

describe("Invoke", () => {
  it("runs an ESM handler with its event and context", async () => {
    const { value, StatusCode, ExecutedVersion } = await invoke("echo", { topic: "moon" });
    expect(value).toEqual({ event: { topic: "moon" }, name: "echo", left: true });
    expect([StatusCode, ExecutedVersion]).toEqual([200, "$LATEST"]);
  });

  it("finds a function by ARN, with a qualifier too", async () => {
    expect((await invoke(arnOf("echo"))).value.name).toBe("echo");
    expect((await invoke(`${arnOf("echo")}:$LATEST`)).value.name).toBe("echo");
  });

  it("gives the function the template's variables and its role's credentials, and nothing of the host's", async () => {
    process.env.LEAK_PROBE = "leaked";
    const { value } = await invoke("environment");
    delete process.env.LEAK_PROBE;
    expect(value).toMatchObject({
      TABLE: "core",
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "environment",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_ACCESS_KEY_ID: "AKIAWORKER",
      AWS_SECRET_ACCESS_KEY: "worker-secret",
      AWS_SESSION_TOKEN: "worker-token",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    });
    expect(value.LEAK_PROBE).toBeUndefined();
    expect(value.cwd).toBe(value.LAMBDA_TASK_ROOT);
  });

  it("kills a function at its timeout and says so", async () => {
    const file = `${cloud.folder}/slow.pid`;
    const { value, FunctionError } = await invoke("slow", { file });
    expect(FunctionError).toBe("Unhandled");
    expect(value.errorType).toBe("Sandbox.Timedout");
    expect(value.errorMessage).toMatch(/^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/);
    const pid = Number(readFileSync(file, "utf8"));
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("answers a thrown error with type, message and trace", async () => {
    const { value, FunctionError } = await invoke("thrower");
    expect(FunctionError).toBe("Unhandled");
    expect(value).toMatchObject({ errorType: "TypeError", errorMessage: "no good" });
    expect(value.trace[1]).toContain("index.mjs");
  });

  it("answers Runtime.ExitError when the process ends, and recovers", async () => {
    const { value } = await invoke("crasher");
    expect(value.errorType).toBe("Runtime.ExitError");
    expect(value.errorMessage).toContain("exit status 3");
    expect((await invoke("crasher")).value.errorType).toBe("Runtime.ExitError");
  });

  it("answers an uncaught exception with its own error", async () => {
    expect((await invoke("late")).value).toMatchObject({ errorType: "Error", errorMessage: "late" });
  });

  it("answers the error of a function that cannot be loaded, each time", async () => {
    for (const attempt of [1, 2]) {
      expect((await invoke("broken")).value, `attempt ${attempt}`).toMatchObject({
        errorMessage: "cannot start",
      });
    }
  });

  it("refuses callbacks, as nodejs24.x does", async () => {
    expect((await invoke("callback")).value.errorType).toBe("Runtime.CallbackHandlerDeprecated");
  });

  it("refuses requests over 6 MB and responses over 6 MB and 100 bytes", async () => {
    await expect(invoke("echo", "x".repeat(6 * 1024 * 1024))).rejects.toMatchObject({
      name: "RequestTooLargeException",
      $metadata: { httpStatusCode: 413 },
    });
    // 99 bytes over 6 MB plus two quotes: one byte too many.
    expect((await invoke("large")).value.errorType).toBe("Function.ResponseSizeTooLarge");
  });

  it("refuses an event over 1 MB, a payload that is not JSON, an unknown function", async () => {
    const event = {
      FunctionName: "echo",
      InvocationType: "Event",
      Payload: JSON.stringify("x".repeat(1024 * 1024)),
    } as const;
    await expect(client.send(new InvokeCommand(event))).rejects.toMatchObject({
      name: "RequestTooLargeException",
    });
    const nonsense = new InvokeCommand({ FunctionName: "echo", Payload: Buffer.from("{") });
    await expect(client.send(nonsense)).rejects.toMatchObject({ name: "InvalidRequestContentException" });
    await expect(invoke("nobody")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("runs nothing on a dry run", async () => {
    const answer = await client.send(new InvokeCommand({ FunctionName: "broken", InvocationType: "DryRun" }));
    expect(answer.StatusCode).toBe(204);
  });

  it("runs two invocations at once in two environments, and reuses a warm one", async () => {
    const [first, second] = await Promise.all([
      invoke("pair", { waitMs: 300 }),
      invoke("pair", { waitMs: 300 }),
    ]);
    expect(first.value).not.toBe(second.value);
    const third = await invoke("pair", { waitMs: 0 });
    expect([first.value, second.value]).toContain(third.value);
  });

  it("throttles beyond the reserved concurrency", async () => {
    await expect(invoke("greedy")).rejects.toMatchObject({
      name: "TooManyRequestsException",
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    });
  });

  it("shows a warm function the moved time", async () => {
    await invoke("dates");
    const hourMs = 3_600_000;
    cloud.clock.advance(hourMs);
    const { value } = await invoke("dates");
    const [now, created, fixed, isDate, text] = value;
    expect(Math.abs(now - cloud.clock.now())).toBeLessThan(2000);
    expect(Math.abs(created - now)).toBeLessThan(100);
    expect([fixed, isDate, text]).toEqual([5, true, "string"]);
  });

  it("logs what a function prints under its name", async () => {
    await invoke("thrower");
    await until(
      () =>
        cloud.logs.some(({ event, fields }) => event === "function.output" && fields.function === "thrower"),
      "a line of output",
    );
  });
});
