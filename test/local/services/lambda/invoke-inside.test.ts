import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arnOf, resource, startTestCloud, type TestCloud, until } from "./test-cloud.ts";

const SOURCE = "arn:aws:events:us-east-1:000000000000:rule/core/finished";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({
    functions: {
      count: {
        code: `import { appendFileSync } from "node:fs";
          export const handler = async ({ file, waitMs = 0 }) => { appendFileSync(file, "x"); await new Promise((r) => setTimeout(r, waitMs)); return "done"; };`,
      },
      custom: { code: "not even JavaScript", properties: { Handler: "made.elsewhere" } },
      python: { code: "", properties: { Runtime: "python3.13" } },
    },
    resources: [
      resource("Permission", "AWS::Lambda::Permission", {
        Action: "lambda:InvokeFunction",
        FunctionName: arnOf("count"),
        Principal: "events.amazonaws.com",
        SourceArn: "arn:aws:events:us-east-1:000000000000:rule/core/*",
      }),
    ],
    lambda: {
      customRuntimes: [
        {
          matches: ({ logicalId }) => logicalId === "custom",
          bootstrap: path.join(import.meta.dirname, "custom-bootstrap.mjs"),
          env: () => ({ GREETING: "hello" }),
        },
      ],
    },
  });
});
afterAll(() => cloud.close());

let files = 0;
function counter() {
  files += 1;
  const file = `${cloud.folder}/count-${files}`;
  writeFileSync(file, "");
  return { file, runs: () => (existsSync(file) ? readFileSync(file, "utf8").length : 0) };
}
const invoke = (event: unknown, options?: Parameters<TestCloud["lambda"]["invokeFunction"]>[2]) =>
  cloud.lambda.invokeFunction(arnOf("count"), event, options);

describe("an invocation by another AWS service", () => {
  it("needs a Lambda permission for that service and that source", async () => {
    const { file, runs } = counter();
    const allowed = { servicePrincipal: "events.amazonaws.com", sourceArn: SOURCE };
    expect(await invoke({ file }, allowed)).toEqual({ payload: '"done"' });
    const denied = { name: "AccessDeniedException", status: 403 };
    await expect(
      invoke({ file }, { ...allowed, servicePrincipal: "s3.amazonaws.com" }),
    ).rejects.toMatchObject(denied);
    const elsewhere = { ...allowed, sourceArn: SOURCE.replace("core", "other") };
    await expect(invoke({ file }, elsewhere)).rejects.toMatchObject(denied);
    expect(runs()).toBe(1);
  });

  it("ends the wait, not the function, when the caller gives up", async () => {
    const { file, runs } = counter();
    const given = new AbortController();
    const call = invoke({ file, waitMs: 100 }, { signal: given.signal });
    await until(() => runs() === 1, "the start");
    given.abort(new Error("gave up"));
    await expect(call).rejects.toThrow("gave up");
  });

  it("tells the function's resource policy as a document", () => {
    expect(cloud.lambda.service.resourcePolicy?.(arnOf("count"))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "lambda:InvokeFunction",
          Resource: arnOf("count"),
          Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/core/*" } },
        },
      ],
    });
    expect(cloud.lambda.service.resourcePolicy?.(arnOf("custom"))).toBeUndefined();
  });
});

describe("a fault", () => {
  const fault = (kind: "fail" | "kill" | "duplicate" | "delay", more = {}) =>
    cloud.faults.add({ target: "function:count", kind, ...more });

  it("fail: the function is not run", async () => {
    const { file, runs } = counter();
    fault("fail", { error: "States.Broken" });
    const { payload, functionError } = await invoke({ file });
    expect([functionError, JSON.parse(payload).errorType, runs()]).toEqual(["Unhandled", "States.Broken", 0]);
    fault("fail", { status: 500 });
    await expect(invoke({ file })).rejects.toMatchObject({ name: "ServiceException", status: 500 });
  });

  it("kill: the work is done, the answer is lost", async () => {
    const { file, runs } = counter();
    fault("kill");
    const { payload } = await invoke({ file });
    expect([JSON.parse(payload).errorType, runs()]).toEqual(["Runtime.ExitError", 1]);
    expect(await invoke({ file })).toEqual({ payload: '"done"' });
  });

  it("kill with a delay: in the middle of the work", async () => {
    const { file } = counter();
    fault("kill", { delayMs: 20 });
    expect((await invoke({ file, waitMs: 5000 })).payload).toContain("signal: killed");
  });

  it("duplicate: delivered twice, answered once", async () => {
    const { file, runs } = counter();
    fault("duplicate");
    expect(await invoke({ file })).toEqual({ payload: '"done"' });
    expect(runs()).toBe(2);
  });

  it("duplicate with a delay: delivered again later, with the first one's answer", async () => {
    const { file, runs } = counter();
    fault("duplicate", { delayMs: 60_000 });
    expect(await invoke({ file })).toEqual({ payload: '"done"' });
    expect(runs()).toBe(1);
    cloud.clock.advance(60_000);
    await until(() => runs() === 2, "the second delivery");
  });

  it("delay: of the account's time, and only for the event it is meant for", async () => {
    const { file, runs } = counter();
    fault("delay", { delayMs: 60_000, matching: file });
    const other = counter();
    await invoke({ file: other.file });
    const late = invoke({ file });
    cloud.clock.advance(60_000);
    expect(await late).toEqual({ payload: '"done"' });
    expect(runs()).toBe(1);
  });
});

describe("a function of another kind", () => {
  it("is served by a runtime of its own", async () => {
    const { payload } = await cloud.lambda.invokeFunction(arnOf("custom"), { who: "world" });
    expect(JSON.parse(payload)).toEqual({ says: "hello world", handler: "made.elsewhere" });
  });

  it("is refused, by name, when nothing here can run it", async () => {
    await expect(cloud.lambda.invokeFunction(arnOf("python"), {})).rejects.toThrow(
      "python needs the runtime python3.13",
    );
  });
});

describe("more invocations than a machine has room for", () => {
  it("wait for an environment, and each is answered once", async () => {
    const small = await startTestCloud({
      functions: {
        echo: {
          code: "export const handler = async ({ n }) => { await new Promise((r) => setTimeout(r, 10)); return n; };",
        },
      },
      lambda: { maxEnvironmentsPerFunction: 2 },
    });
    const numbers = Array.from({ length: 12 }, (_, n) => n);
    const answers = await Promise.all(numbers.map((n) => small.lambda.invokeFunction(arnOf("echo"), { n })));
    expect(answers.map(({ payload }) => Number(payload))).toEqual(numbers);
    expect(small.logs.some(({ event }) => event === "lambda.waiting")).toBe(true);
    await small.close();
  });
});
