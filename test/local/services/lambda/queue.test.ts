import { afterEach, describe, expect, it } from "vitest";
import {
  type InternalCall,
  ROLE_ARN,
  resource,
  startTestCloud,
  type TestCloud,
  until,
} from "./test-cloud.ts";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:Work";
const queue = resource(
  "Work",
  "AWS::SQS::Queue",
  {},
  { ref: "http://queues/Work", attributes: { Arn: QUEUE_ARN } },
);
const mapping = (properties: Record<string, unknown> = {}) =>
  resource("Mapping", "AWS::Lambda::EventSourceMapping", {
    FunctionName: "worker",
    EventSourceArn: QUEUE_ARN,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ...properties,
  });

/** A queue in memory; what was received and not deleted comes back with `expire`. */
function memoryQueue(bodies: string[]) {
  let visible = bodies.map((Body, index) => ({ MessageId: `m${index}`, Body }));
  const inFlight = new Map<string, { MessageId: string; Body: string }>();
  let receipts = 0;
  return {
    inFlight,
    get left() {
      return [...visible, ...inFlight.values()].map(({ Body }) => Body);
    },
    expire() {
      visible = [...visible, ...inFlight.values()];
      inFlight.clear();
    },
    async call({ operation, input }: InternalCall): Promise<Record<string, unknown>> {
      if (operation === "ReceiveMessage") {
        const taken = visible.splice(0, Number(input.MaxNumberOfMessages));
        // A long poll; short, because nothing here wakes it.
        if (taken.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
        const Messages = taken.map((message) => {
          receipts += 1;
          inFlight.set(`r${receipts}`, message);
          return {
            ...message,
            ReceiptHandle: `r${receipts}`,
            MD5OfBody: "md5",
            Attributes: { ApproximateReceiveCount: "1" },
            MessageAttributes: { kind: { DataType: "String", StringValue: "scene" } },
          };
        });
        return taken.length > 0 ? { Messages } : {};
      }
      for (const entry of input.Entries as { ReceiptHandle: string }[]) inFlight.delete(entry.ReceiptHandle);
      return { Successful: [], Failed: [] };
    },
  };
}

let cloud: TestCloud;
afterEach(() => cloud.close());

async function start(bodies: string[], worker: string, properties?: Record<string, unknown>) {
  const work = memoryQueue(bodies);
  cloud = await startTestCloud({
    functions: { worker: { code: worker } },
    resources: [queue, mapping(properties)],
    call: work.call,
  });
  return work;
}

describe("a queue that feeds a function", () => {
  it("delivers records as AWS writes them and deletes them afterwards, as the function's role", async () => {
    const work = await start(
      ["one"],
      `export const handler = async (event) => { console.log(JSON.stringify(event)); return { batchItemFailures: [] }; };`,
    );
    await cloud.lambda.start();
    await until(() => work.left.length === 0, "an empty queue");
    const printed = cloud.logs.find(({ event }) => event === "function.output");
    expect(printed?.fields.line).toEqual({
      Records: [
        {
          messageId: "m0",
          receiptHandle: "r1",
          body: "one",
          attributes: { ApproximateReceiveCount: "1" },
          messageAttributes: {
            kind: { stringValue: "scene", stringListValues: [], binaryListValues: [], dataType: "String" },
          },
          md5OfBody: "md5",
          eventSource: "aws:sqs",
          eventSourceARN: QUEUE_ARN,
          awsRegion: "us-east-1",
        },
      ],
    });
    expect(new Set(cloud.calls.map(({ roleArn }) => roleArn))).toEqual(new Set([ROLE_ARN]));
  });

  it("leaves only the failed messages of a batch in the queue", async () => {
    const work = await start(
      ["good", "bad", "fine"],
      `export const handler = async ({ Records }) => ({ batchItemFailures: Records.filter((r) => r.body === "bad").map((r) => ({ itemIdentifier: r.messageId })) });`,
    );
    await cloud.lambda.start();
    await until(() => work.left.length === 1, "one message left");
    expect(work.left).toEqual(["bad"]);
  });

  it.each([
    ["the function fails", `throw new Error("no")`],
    ["its answer is malformed", `return { batchItemFailures: [{ itemIdentifier: "" }] }`],
    [
      "it names a message that was not in the batch",
      `return { batchItemFailures: [{ itemIdentifier: "m99" }] }`,
    ],
  ])("leaves the whole batch in the queue when %s, and delivers it again", async (_case, body) => {
    const work = await start(
      ["one", "two"],
      `export const handler = async ({ Records }) => { console.log("seen " + Records.length); ${body} };`,
    );
    await cloud.lambda.start();
    const seen = () => cloud.logs.filter(({ fields }) => fields.line === "seen 2").length;
    await until(() => seen() === 1, "the first delivery");
    expect(work.left).toEqual(["one", "two"]);
    await until(() => work.inFlight.size === 2, "both in flight");
    work.expire();
    await until(() => seen() === 2, "the second delivery");
  });

  it("runs no more batches at once than its concurrency, none larger than its batch size", async () => {
    const work = await start(
      Array.from({ length: 9 }, (_, index) => `b${index}`),
      `export const handler = async ({ Records }) => {
        console.log(JSON.stringify({ began: Records.length })); await new Promise((r) => setTimeout(r, 60)); };`,
      { BatchSize: 2, ScalingConfig: { MaximumConcurrency: 2 } },
    );
    let most = 0;
    await cloud.lambda.start();
    await until(() => {
      most = Math.max(most, work.inFlight.size);
      return work.left.length === 0;
    }, "an empty queue");
    const sizes = cloud.logs
      .filter(({ event }) => event === "function.output")
      .map(({ fields }) => JSON.stringify(fields.line));
    // Two environments print side by side.
    expect(sizes.toSorted()).toEqual([1, 2, 2, 2, 2].map((began) => JSON.stringify({ began })));
    // Two batches of two at work, and nothing received beyond them.
    expect(most).toBe(4);
  });

  it("says why it cannot poll, and goes on trying", async () => {
    let calls = 0;
    cloud = await startTestCloud({
      functions: { worker: { code: "export const handler = async () => {};" } },
      resources: [queue, mapping()],
      async call() {
        calls += 1;
        throw new Error("not authorized to perform: sqs:ReceiveMessage");
      },
    });
    await cloud.lambda.start();
    await until(() => cloud.logs.some(({ event }) => event === "lambda.poll-failed"), "a warning");
    await until(() => calls === 2, "another try");
  });

  it("does not boot with what is not emulated", async () => {
    cloud = await startTestCloud({ functions: {} });
    const begin = (properties: Record<string, unknown>) =>
      startTestCloud({ functions: {}, resources: [queue, mapping(properties)] });
    await expect(begin({ EventSourceArn: "arn:aws:dynamodb:us-east-1:0:table/t/stream/1" })).rejects.toThrow(
      "only queues are event sources",
    );
    await expect(begin({ FilterCriteria: {} })).rejects.toThrow("FilterCriteria");
  });
});
