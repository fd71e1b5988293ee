import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { InvokeWithResponseStreamCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "./test-cloud.ts";

const HOUR_MS = 3_600_000;
/** Tells what time it is, and how much it has left, whenever it looks; ends when it is later than it was told. */
const watch = `export const handler = awslambda.streamifyResponse(async ({ untilEpochMs }, stream, context) => {
  while (Date.now() < untilEpochMs) {
    stream.write(JSON.stringify([Date.now(), context.getRemainingTimeInMillis()]) + "\\n");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  stream.end();
});`;

let cloud: TestCloud;
let client: LambdaClient;
beforeAll(async () => {
  const properties = { Timeout: 900 };
  cloud = await startTestCloud({
    functions: { watch: { code: watch, properties }, other: { code: watch, properties } },
  });
  client = new LambdaClient({
    endpoint: cloud.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});
afterAll(() => cloud.close());

/** A running invocation that looks at its clock until it is `untilEpochMs`. */
async function looking(FunctionName: string, untilEpochMs: number) {
  const Payload = JSON.stringify({ untilEpochMs });
  const answer = await client.send(new InvokeWithResponseStreamCommand({ FunctionName, Payload }));
  let errorDetails: string | undefined;
  async function* chunks() {
    for await (const event of answer.EventStream ?? []) {
      if (event.PayloadChunk?.Payload) yield Buffer.from(event.PayloadChunk.Payload);
      errorDetails = event.InvokeComplete?.ErrorDetails;
    }
  }
  const lines = createInterface({ input: Readable.from(chunks()) })[Symbol.asyncIterator]();
  return {
    /** The next look; undefined when it has ended. */
    async next(): Promise<{ nowEpochMs: number; leftMs: number } | undefined> {
      const { value, done } = await lines.next();
      if (done) return undefined;
      const [nowEpochMs, leftMs] = JSON.parse(value);
      return { nowEpochMs, leftMs };
    },
    /** To its end. @returns why it failed; undefined when it ended by itself */
    async end(): Promise<string | undefined> {
      while (!(await lines.next()).done);
      return errorDetails;
    },
  };
}

describe("a move of the clock", () => {
  it("is lived through by the running invocations of the function that is named, and by no other's", async () => {
    const until = cloud.clock.now() + HOUR_MS;
    const [named, other] = await Promise.all([looking("watch", until), looking("other", until)]);
    expect((await named.next())?.leftMs).toBeLessThanOrEqual(900_000);
    await other.next();
    const movedEpochMs = cloud.clock.now() + 600_000;
    cloud.clock.advance(600_000);
    cloud.lambda.catchUp("wat");
    let look = await named.next();
    while (look && look.nowEpochMs < movedEpochMs) look = await named.next();
    expect(look?.leftMs).toBeLessThanOrEqual(300_000);
    expect((await other.next())?.leftMs).toBeGreaterThan(300_000);
    // The other one catches up when it is too late for it.
    cloud.clock.advance(HOUR_MS);
    cloud.lambda.catchUp("other");
    expect(await other.end()).toContain("Task timed out after 900.00 seconds");
  });

  it("lets an invocation end in time, and kills one at its timeout", async () => {
    const [ends, dies] = [
      await looking("watch", cloud.clock.now() + 600_000),
      await looking("watch", cloud.clock.now() + HOUR_MS),
    ];
    cloud.clock.advance(600_000);
    cloud.lambda.catchUp("watch");
    expect(await ends.end()).toBeUndefined();
    cloud.clock.advance(300_000);
    cloud.lambda.catchUp("watch");
    expect(await dies.end()).toContain("Task timed out after 900.00 seconds");
  });
});
