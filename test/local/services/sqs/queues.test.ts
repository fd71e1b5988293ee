import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSqsService } from "../../../../local/services/sqs/service.ts";
import { type OpenGateway, openGateway, resource } from "../open-gateway.ts";

const stateDir = mkdtempSync(join(tmpdir(), "sqs-test-"));
const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
let gateway: OpenGateway;
let sqs: SQSClient;

const template = [
  resource("Work", "AWS::SQS::Queue", "http://somewhere/000000000000/work", {
    VisibilityTimeout: 60,
    RedrivePolicy: { deadLetterTargetArn: arn("dead"), maxReceiveCount: 2 },
  }),
  resource("Dead", "AWS::SQS::Queue", "http://somewhere/000000000000/dead", {
    MessageRetentionPeriod: 1_209_600,
  }),
  resource("Small", "AWS::SQS::Queue", "http://somewhere/000000000000/small", { MaximumMessageSize: 1024 }),
  resource("Policy", "AWS::SQS::QueuePolicy", "policy", {
    Queues: ["http://somewhere/000000000000/work"],
    PolicyDocument: { Statement: [] },
  }),
];

async function start() {
  gateway = await openGateway(template, { stateDir });
  gateway.add(createSqsService(gateway.context));
  sqs = new SQSClient(gateway.clientConfig);
}

const url = (name: string) => `${gateway.endpoint}/000000000000/${name}`;
const send = (MessageBody: string, more: object = {}, queue = "work") =>
  sqs.send(new SendMessageCommand({ QueueUrl: url(queue), MessageBody, ...more }));
const receive = async (more: object = {}, queue = "work") => {
  const command = new ReceiveMessageCommand({ QueueUrl: url(queue), MaxNumberOfMessages: 10, ...more });
  return (await sqs.send(command)).Messages ?? [];
};
const bodies = async (queue = "work") => (await receive({}, queue)).map((message) => message.Body);
const drop = (ReceiptHandle: string | undefined, queue = "work") =>
  sqs.send(new DeleteMessageCommand({ QueueUrl: url(queue), ReceiptHandle }));
const later = (seconds: number) => gateway.context.clock.advance(seconds * 1000);

beforeAll(start);
afterAll(async () => {
  await gateway.close();
  rmSync(stateDir, { recursive: true });
});
beforeEach(async () => {
  gateway.context.faults.clear();
  for (const queue of ["work", "dead"]) {
    later(3600);
    for (const message of await receive({}, queue)) await drop(message.ReceiptHandle, queue);
  }
});

describe("a queue", () => {
  it("delivers body and attributes, with the receive count", async () => {
    const MessageAttributes = {
      kind: { DataType: "String", StringValue: "a" },
      n: { DataType: "Number", StringValue: "1" },
    };
    const sent = await send("hello", { MessageAttributes });
    expect(sent.MD5OfMessageAttributes).toMatch(/^[0-9a-f]{32}$/);
    const [message] = await receive({
      MessageAttributeNames: ["kind"],
      MessageSystemAttributeNames: ["All"],
    });
    expect(message).toMatchObject({
      Body: "hello",
      MessageId: sent.MessageId,
      MessageAttributes: { kind: { StringValue: "a" } },
    });
    expect(message?.MessageAttributes).not.toHaveProperty("n");
    expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: "1" });
  });

  it("hides a received message for its visibility timeout, then delivers it again", async () => {
    await send("once more");
    expect(await bodies()).toEqual(["once more"]);
    later(59);
    expect(await bodies()).toEqual([]);
    later(2);
    const [again] = await receive({ MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    expect(again?.Attributes).toEqual({ ApproximateReceiveCount: "2" });
  });

  it("deletes by the latest receipt only", async () => {
    await send("held");
    const [first] = await receive();
    later(61);
    const [second] = await receive();
    await drop(first?.ReceiptHandle);
    later(61);
    const attributes = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url("work"), AttributeNames: ["All"] }),
    );
    expect(attributes.Attributes).toMatchObject({ ApproximateNumberOfMessages: "1", QueueArn: arn("work") });
    await drop(second?.ReceiptHandle);
    expect(await bodies()).toEqual([]);
  });

  it("extends and gives back what is in flight", async () => {
    await send("mine");
    const [message] = await receive();
    const change = (VisibilityTimeout: number) =>
      sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url("work"),
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(600);
    later(300);
    expect(await bodies()).toEqual([]);
    await change(0);
    expect(await bodies()).toEqual(["mine"]);
    await expect(change(10)).rejects.toMatchObject({ name: "MessageNotInflight" });
  });

  it("parks a message that was received too often, and moves it back", async () => {
    await send("poison");
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await bodies()).toEqual(["poison"]);
      later(61);
    }
    expect(await bodies()).toEqual([]);
    const [parked] = await receive({ VisibilityTimeout: 0, MessageSystemAttributeNames: ["All"] }, "dead");
    expect(parked).toMatchObject({ Body: "poison", Attributes: { DeadLetterQueueSourceArn: arn("work") } });
    later(1);
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn("dead") }));
    expect([await bodies("dead"), await bodies()]).toEqual([[], ["poison"]]);
  });

  it("wakes a long poll when a message comes, and ends it by the moved clock", async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await send("woken");
    expect((await waiting).map((message) => message.Body)).toEqual(["woken"]);
    const empty = receive({ WaitTimeSeconds: 20 });
    await sqs.send(new GetQueueUrlCommand({ QueueName: "work" }));
    later(21);
    expect(await empty).toEqual([]);
  });

  it("delivers to one of two waiting pollers", async () => {
    const both = [receive({ WaitTimeSeconds: 20 }), receive({ WaitTimeSeconds: 20 })];
    await send("single");
    await Promise.race(both);
    later(21);
    expect((await Promise.all(both)).flat()).toHaveLength(1);
  });

  it("delays up to 15 minutes", async () => {
    await send("later", { DelaySeconds: 900 });
    later(899);
    expect(await bodies()).toEqual([]);
    later(1);
    expect(await bodies()).toEqual(["later"]);
    await expect(send("never", { DelaySeconds: 901 })).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
  });

  it("takes batches entry by entry", async () => {
    const Entries = [
      { Id: "1", MessageBody: "one" },
      { Id: "2", MessageBody: "two", DelaySeconds: 1000 },
      { Id: "3", MessageBody: "three" },
    ];
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url("work"), Entries }));
    expect(sent.Successful?.map((each) => each.Id)).toEqual(["1", "3"]);
    expect(sent.Failed).toMatchObject([{ Id: "2", Code: "InvalidParameterValue", SenderFault: true }]);
    const messages = await receive();
    expect(messages.map((each) => each.Body)).toEqual(["one", "three"]);
    const handles = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url("work"), Entries: handles }));
    later(61);
    expect(await bodies()).toEqual([]);
  });

  it("refuses what is too big, drops what is too old, and knows no other queue", async () => {
    await expect(send("x".repeat(1025), {}, "small")).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
    await send("old", {}, "small");
    later(4 * 86_400 + 1);
    expect(await bodies("small")).toEqual([]);
    await expect(send("x", {}, "none")).rejects.toMatchObject({ name: "QueueDoesNotExist" });
  });

  it("suffers the faults that were ordered", async () => {
    const { faults } = gateway.context;
    faults.add({ target: "queue:work", kind: "duplicate", matching: "twice" });
    faults.add({ target: "queue:work", kind: "delay", delayMs: 5000, matching: "slow" });
    faults.add({ target: "queue:work", kind: "fail", matching: "lost" });
    const twice = await send("twice");
    expect((await receive()).map((message) => message.MessageId)).toEqual([twice.MessageId, twice.MessageId]);
    await send("slow");
    expect(await bodies()).toEqual([]);
    later(5);
    expect(await bodies()).toEqual(["slow"]);
    await expect(send("lost")).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  });

  it("asks for the grant of the single operation, and shows its policy", async () => {
    gateway.takeGrants();
    await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: url("work"), Entries: [{ Id: "1", MessageBody: "x" }] }),
    );
    expect(gateway.takeGrants()).toEqual([{ action: "sqs:SendMessage", resource: arn("work") }]);
  });

  it("keeps messages over a restart, with their count, and gives up what was in flight", async () => {
    await send("kept");
    await send("held");
    await receive({ MaxNumberOfMessages: 1 });
    const { offsetMs } = gateway.context.clock;
    await gateway.close();
    await start();
    gateway.context.clock.advance(offsetMs);
    const messages = await receive({ MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    expect(messages.map((message) => [message.Body, message.Attributes?.ApproximateReceiveCount])).toEqual([
      ["kept", "2"],
      ["held", "1"],
    ]);
  });

  it("refuses a FIFO queue at boot", async () => {
    const fifo = await openGateway([resource("Fifo", "AWS::SQS::Queue", "u/fifo", { FifoQueue: true })]);
    expect(() => createSqsService(fifo.context)).toThrow(/FifoQueue of Fifo/);
    await fifo.close();
  });
});
