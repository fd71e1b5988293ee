import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSchedulerService } from "../../../../local/services/events/scheduler.ts";
import { createEventsService } from "../../../../local/services/events/service.ts";
import { createSqsService } from "../../../../local/services/sqs/service.ts";
import { createStatesService } from "../../../../local/services/states/service.ts";
import { AwsError, type InvokeOptions, type Resource } from "../../../../local/types.ts";
import { type OpenGateway, openGateway, resource } from "../open-gateway.ts";

const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:hear";
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const roleArn = "arn:aws:iam::000000000000:role/any";
const machineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:m";

const rule = (name: string, properties: object): Resource =>
  resource(name, "AWS::Events::Rule", `bus|${name}`, { EventBusName: "bus", Name: name, ...properties });
const template = [
  resource("Bus", "AWS::Events::EventBus", "bus", { Name: "bus" }),
  resource("Queue", "AWS::SQS::Queue", "u/heard"),
  resource("Dead", "AWS::SQS::Queue", "u/dead"),
  resource("Machine", "AWS::StepFunctions::StateMachine", machineArn, {
    RoleArn: roleArn,
    DefinitionString: JSON.stringify({
      StartAt: "Hear",
      States: { Hear: { Type: "Task", Resource: functionArn, End: true } },
    }),
  }),
  rule("to-function", {
    EventPattern: { source: ["app"], detail: { kind: ["loud"] } },
    Targets: [
      {
        Arn: functionArn,
        Id: "1",
        RetryPolicy: { MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: queueArn("dead") },
      },
    ],
  }),
  rule("to-queue", {
    EventPattern: { "detail-type": [{ prefix: "Render" }] },
    Targets: [
      {
        Arn: queueArn("heard"),
        Id: "1",
        InputTransformer: {
          InputPathsMap: { id: "$.detail.id", who: "$.detail.who", none: "$.detail.none" },
          InputTemplate:
            '{"id":<id>,"text":"<who> rendered <id>","who":<who>,"none":<none>,"rule":<aws.events.rule-name>}',
        },
      },
      { Arn: queueArn("heard"), Id: "2", InputPath: "$.detail.id" },
    ],
  }),
  rule("to-machine", {
    EventPattern: { source: ["machine"] },
    Targets: [{ Arn: machineArn, Id: "1", RoleArn: roleArn, Input: '{"fixed":true}' }],
  }),
  rule("disabled", {
    State: "DISABLED",
    EventPattern: { source: ["app"] },
    Targets: [{ Arn: functionArn, Id: "1" }],
  }),
  rule("hourly", { ScheduleExpression: "rate(1 hour)", Targets: [{ Arn: functionArn, Id: "1" }] }),
  resource("Minutely", "AWS::Scheduler::Schedule", "minutely", {
    ScheduleExpression: "rate(1 minute)",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: { Arn: queueArn("heard"), RoleArn: roleArn, Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
  }),
];

const stateDir = mkdtempSync(join(tmpdir(), "events-test-"));
let gateway: OpenGateway;
let bus: EventBridgeClient;
let sqs: SQSClient;
let invoked: { event: Record<string, unknown>; options: InvokeOptions | undefined }[] = [];
let refusals: AwsError[] = [];
let onInvoke: () => void = () => undefined;

async function start() {
  gateway = await openGateway(template, {
    stateDir,
    invokeFunction: async (_arn, event, options) => {
      const refusal = refusals.shift();
      onInvoke();
      if (refusal !== undefined) throw refusal;
      invoked.push({ event: event as Record<string, unknown>, options });
      return { payload: "" };
    },
    lambda: (_name, payload) => {
      invoked.push({ event: payload as Record<string, unknown>, options: undefined });
      onInvoke();
      return {};
    },
  });
  const events = createEventsService(gateway.context);
  const scheduler = createSchedulerService(gateway.context);
  for (const service of [
    createSqsService(gateway.context),
    createStatesService(gateway.context),
    events,
    scheduler,
  ]) {
    gateway.add(service);
  }
  bus = new EventBridgeClient(gateway.clientConfig);
  sqs = new SQSClient(gateway.clientConfig);
  return { events, scheduler };
}

beforeAll(start);
beforeEach(() => {
  invoked = [];
  refusals = [];
  onInvoke = () => undefined;
  gateway.allow(() => true);
});
afterAll(async () => {
  await gateway.close();
  rmSync(stateDir, { recursive: true });
});

const put = (entry: object) =>
  bus.send(
    new PutEventsCommand({
      Entries: [{ EventBusName: "bus", Source: "app", DetailType: "T", Detail: "{}", ...entry }],
    }),
  );
const invocation = () =>
  new Promise<void>((resolve) => {
    onInvoke = resolve;
  });
/** The next messages of a queue, deleted. */
async function take(queue: string, count: number) {
  const QueueUrl = `${gateway.endpoint}/000000000000/${queue}`;
  const taken: { body: string; attributes: Record<string, string | undefined> }[] = [];
  while (taken.length < count) {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: 5,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    });
    for (const { Body, ReceiptHandle, MessageAttributes } of (await sqs.send(command)).Messages ?? []) {
      const attributes = Object.entries(MessageAttributes ?? {}).map(([name, value]) => [
        name,
        value.StringValue,
      ]);
      taken.push({ body: Body ?? "", attributes: Object.fromEntries(attributes) });
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  return taken;
}

describe("a bus", () => {
  it("brings an event to the functions whose rule it meets, as EventBridge for that rule", async () => {
    const heard = invocation();
    const { Entries } = await put({ Detail: '{"kind":"loud"}', Resources: ["r"] });
    await heard;
    expect(invoked).toHaveLength(1);
    expect(invoked[0]?.options).toMatchObject({
      isAsync: true,
      servicePrincipal: "events.amazonaws.com",
      sourceArn: "arn:aws:events:us-east-1:000000000000:rule/bus/to-function",
    });
    expect(invoked[0]?.event).toMatchObject({
      id: Entries?.[0]?.EventId,
      source: "app",
      "detail-type": "T",
      account: "000000000000",
      region: "us-east-1",
      resources: ["r"],
      detail: { kind: "loud" },
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    await put({ Detail: '{"kind":"quiet"}' });
    expect(invoked).toHaveLength(1);
  });

  it("shapes what a target gets, from one rule to two targets", async () => {
    await put({ DetailType: "RenderDone", Detail: '{"id":7,"who":"A \\"B\\""}' });
    const bodies = (await take("heard", 2)).map(({ body }) => JSON.parse(body) as unknown);
    expect(bodies).toContainEqual({
      id: 7,
      text: 'A "B" rendered 7',
      who: 'A "B"',
      none: "",
      rule: "to-queue",
    });
    expect(bodies).toContainEqual(7);
  });

  it("starts a machine with a fixed input", async () => {
    const heard = invocation();
    await put({ Source: "machine" });
    await heard;
    expect(invoked.map(({ event }) => event)).toEqual([{ fixed: true }]);
  });

  it("refuses entries one by one", async () => {
    const entry = { Source: "app", DetailType: "T", Detail: "{}", EventBusName: "bus" };
    const Entries = [
      entry,
      { ...entry, Detail: "no" },
      { ...entry, EventBusName: "none" },
      { ...entry, Source: "aws.s3" },
    ];
    const answer = await bus.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(3);
    expect(answer.Entries?.map((each) => each.ErrorCode)).toEqual([
      undefined,
      "MalformedDetail",
      "ResourceNotFoundException",
      "NotAuthorizedForSourceException",
    ]);
    await expect(bus.send(new PutEventsCommand({ Entries: Array(11).fill(entry) }))).rejects.toThrow(
      /1 to 10/,
    );
    gateway.takeGrants();
    await put({});
    expect(gateway.takeGrants()).toMatchObject([
      { action: "events:PutEvents", resource: "arn:aws:events:us-east-1:000000000000:event-bus/bus" },
    ]);
  });

  it("tries again by the moved clock, then parks the event with the reason", async () => {
    const busy = () => new AwsError("TooManyRequestsException", "busy", 429);
    refusals = [busy()];
    let tried = invocation();
    await put({ Detail: '{"kind":"loud","n":1}' });
    await tried;
    tried = invocation();
    await put({ Source: "other" });
    gateway.context.clock.advance(1000);
    await tried;
    expect(invoked.map(({ event }) => event.detail)).toEqual([{ kind: "loud", n: 1 }]);

    refusals = [busy(), busy(), busy()];
    for (const _attempt of refusals.slice()) {
      const attempt = invocation();
      if (refusals.length === 3) await put({ Detail: '{"kind":"loud","n":2}' });
      else gateway.context.clock.advance(60_000);
      await attempt;
      await put({ Source: "other" });
    }
    const [parked] = await take("dead", 1);
    expect(JSON.parse(parked?.body ?? "")).toMatchObject({ detail: { n: 2 } });
    expect(parked?.attributes).toMatchObject({
      ERROR_CODE: "TooManyRequestsException",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
      RETRY_ATTEMPTS: "2",
      TARGET_ARN: functionArn,
    });
  });

  it("does not try again what is denied", async () => {
    refusals = [new AwsError("AccessDeniedException", "no", 403)];
    await put({ Detail: '{"kind":"loud","n":3}' });
    const [parked] = await take("dead", 1);
    expect(parked?.attributes.EXHAUSTED_RETRY_CONDITION).toBe("NotRetryable");
  });

  it("needs the queue's own policy to let it in", async () => {
    const asked: unknown[] = [];
    gateway.allow((grant) => {
      asked.push(grant);
      return false;
    });
    await put({ DetailType: "RenderDone", Detail: '{"id":8}' });
    gateway.allow(() => true);
    await put({ DetailType: "RenderDone", Detail: '{"id":9}' });
    expect((await take("heard", 2)).map(({ body }) => body)).toContain("9");
    expect(asked[0]).toEqual({
      action: "sqs:SendMessage",
      resource: queueArn("heard"),
      context: { "aws:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/bus/to-queue" },
    });
  });

  it("delivers after a restart what it had accepted before", async () => {
    refusals = [new AwsError("ServiceException", "down", 500)];
    const tried = invocation();
    await put({ Detail: '{"kind":"loud","n":4}' });
    await tried;
    await put({ Source: "other" });
    await gateway.close();
    const { events } = await start();
    expect(invoked).toHaveLength(0);
    await events.start();
    expect(invoked.map(({ event }) => event.detail)).toEqual([{ kind: "loud", n: 4 }]);
  });
});

describe("schedules", () => {
  it("fire by the moved clock: a rule as EventBridge, a schedule as its role with the time it was due", async () => {
    await gateway.close();
    const { events, scheduler } = await start();
    await events.start();
    await scheduler.start();
    const heard = invocation();
    gateway.context.clock.advance(3_600_000);
    await heard;
    expect(invoked[0]?.event).toMatchObject({
      source: "aws.events",
      "detail-type": "Scheduled Event",
      detail: {},
    });
    const times = (await take("heard", 20)).map(({ body }) =>
      Date.parse((JSON.parse(body) as { at: string }).at),
    );
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(gaps).toEqual(Array(19).fill(60_000));
  });
});

describe("what would not work as in AWS", () => {
  it.each([
    [rule("r", { EventPattern: { source: ["aws.s3"] } }), /AWS service/],
    [rule("r", { EventPattern: { source: [{ like: "x" }] } }), /unknown matcher/],
    [rule("r", { EventBusName: "gone", EventPattern: { source: ["x"] } }), /template does not have/],
    [
      rule("r", { Targets: [{ Arn: "arn:aws:sns:us-east-1:000000000000:t", Id: "1" }] }),
      /target that does not exist here/,
    ],
    [rule("r", { Targets: [{ Arn: functionArn, Id: "1", EcsParameters: {} }] }), /EcsParameters/],
  ])("is refused at boot: %#", async (bad, message) => {
    const other = await openGateway([resource("Bus", "AWS::Events::EventBus", "bus"), bad]);
    expect(() => createEventsService(other.context)).toThrow(message);
    await other.close();
  });

  it("is refused at boot: a schedule in another time zone", async () => {
    const bad = resource("S", "AWS::Scheduler::Schedule", "s", { ScheduleExpressionTimezone: "Asia/Seoul" });
    const other = await openGateway([bad]);
    expect(() => createSchedulerService(other.context)).toThrow(/Asia\/Seoul/);
    await other.close();
  });
});
