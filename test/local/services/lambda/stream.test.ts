import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "./test-cloud.ts";

const streaming = (body: string, properties: Record<string, unknown> = {}) => ({
  code: `export const handler = awslambda.streamifyResponse(async (event, stream) => { ${body} });`,
  properties,
});

let cloud: TestCloud;
let client: LambdaClient;
beforeAll(async () => {
  cloud = await startTestCloud({
    functions: {
      chunks: streaming(
        `for (const part of ["one", "two", "three"]) { stream.write(part); await new Promise((r) => setTimeout(r, 30)); } stream.end();`,
      ),
      breaks: streaming(
        `stream.write("some"); await new Promise((r) => setTimeout(r, 30)); throw new RangeError("middle");`,
      ),
      early: streaming(`throw new RangeError("early");`),
      dies: streaming(`stream.write("some"); await new Promise((r) => setTimeout(r, 30)); process.exit(9);`),
      hangs: streaming(`stream.write("some"); await new Promise((r) => setInterval(r, 60000));`, {
        Timeout: 1,
      }),
      buffered: { code: "export const handler = async () => ({ a: 1 });" },
      objects: streaming(`stream.write({ not: "bytes" }); stream.end();`),
      huge: streaming(
        `const mb = Buffer.alloc(1024 * 1024); for (let n = 0; n < 7; n += 1) if (!stream.write(mb)) await new Promise((r) => stream.once("drain", r)); stream.end();`,
      ),
    },
  });
  client = new LambdaClient({
    endpoint: cloud.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});
afterAll(() => cloud.close());

async function stream(FunctionName: string) {
  const { EventStream = [] } = await client.send(
    new InvokeWithResponseStreamCommand({ FunctionName, Payload: "{}" }),
  );
  const chunks: string[] = [];
  for await (const event of EventStream) {
    if (event.PayloadChunk?.Payload) chunks.push(Buffer.from(event.PayloadChunk.Payload).toString());
    if (event.InvokeComplete) return { chunks, complete: event.InvokeComplete };
  }
  throw new Error("the stream ended without InvokeComplete");
}

describe("InvokeWithResponseStream", () => {
  it("hands each chunk on as it is written", async () => {
    const { chunks, complete } = await stream("chunks");
    expect(chunks).toEqual(["one", "two", "three"]);
    expect(complete.ErrorCode).toBeUndefined();
  });

  it("tells of a failure in the middle after the bytes that were sent", async () => {
    const { chunks, complete } = await stream("breaks");
    expect(chunks).toEqual(["some"]);
    expect(complete.ErrorCode).toBe("Unhandled");
    expect(JSON.parse(complete.ErrorDetails ?? "")).toMatchObject({
      errorType: "RangeError",
      errorMessage: "middle",
    });
  });

  it("tells of a failure before the first byte", async () => {
    const { chunks, complete } = await stream("early");
    expect([chunks, complete.ErrorCode]).toEqual([[], "Unhandled"]);
    expect(complete.ErrorDetails).toContain("early");
  });

  it("tells of a process that died, and of one that was killed at its timeout", async () => {
    expect((await stream("dies")).complete.ErrorDetails).toContain("Runtime.ExitError");
    const { chunks, complete } = await stream("hangs");
    expect(chunks).toEqual(["some"]);
    expect(complete.ErrorDetails).toContain("Task timed out after 1.00 seconds");
  });

  it("sends a buffered answer as one chunk", async () => {
    expect((await stream("buffered")).chunks).toEqual(['{"a":1}']);
  });

  it("streams what Invoke may not answer: more than 6 MB", async () => {
    const { chunks, complete } = await stream("huge");
    expect([chunks.join("").length, complete.ErrorCode]).toEqual([7 * 1024 * 1024, undefined]);
  });
});

describe("Invoke of a streaming function", () => {
  const invoke = async (FunctionName: string) => {
    const { Payload, FunctionError } = await client.send(new InvokeCommand({ FunctionName, Payload: "{}" }));
    return { text: Payload?.transformToString() ?? "", FunctionError };
  };

  it("answers the whole", async () => {
    expect((await invoke("chunks")).text).toBe("onetwothree");
    expect((await invoke("objects")).text).toBe('{"not":"bytes"}');
  });

  it("answers the error alone when it failed in the middle, and refuses what is too large", async () => {
    expect(await invoke("breaks")).toMatchObject({ FunctionError: "Unhandled" });
    expect((await invoke("huge")).text).toContain("Function.ResponseSizeTooLarge");
  });
});
