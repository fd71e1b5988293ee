import { existsSync, readFileSync } from "node:fs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, describe, expect, it } from "vitest";
import {
  arnOf,
  ROLE_ARN,
  resource,
  startTestCloud,
  type TestCloud,
  type TestCloudOptions,
  until,
} from "./test-cloud.ts";

/** Writes a line for each delivery, then fails as long as the event says. */
const flaky = {
  code: `import { appendFileSync, readFileSync } from "node:fs";
    export const handler = async ({ file, failures }) => {
      appendFileSync(file, Date.now() + "\\n");
      if (readFileSync(file, "utf8").split("\\n").length - 1 <= failures) throw new Error("not yet");
      return "fine";
    };`,
};
const queue = (name: string) =>
  resource(
    name,
    "AWS::SQS::Queue",
    {},
    { ref: `http://queues/${name}`, attributes: { Arn: `arn:aws:sqs:us-east-1:000000000000:${name}` } },
  );
const invokeConfig = (properties: Record<string, unknown>) =>
  resource("Config", "AWS::Lambda::EventInvokeConfig", {
    FunctionName: "flaky",
    Qualifier: "$LATEST",
    ...properties,
  });

const clouds: TestCloud[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.close();
});

async function start(options: Partial<TestCloudOptions> = {}) {
  const cloud = await startTestCloud({ functions: { flaky }, ...options });
  clouds.push(cloud);
  const client = new LambdaClient({
    endpoint: cloud.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  const file = `${cloud.folder}/deliveries`;
  return {
    cloud,
    file,
    deliveries: () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(Number) : []),
    send: (failures: number) =>
      client.send(
        new InvokeCommand({
          FunctionName: "flaky",
          InvocationType: "Event",
          Payload: JSON.stringify({ file, failures }),
        }),
      ),
    failed: () => cloud.logs.filter(({ event }) => event === "lambda.failed").length,
  };
}

describe("an asynchronous invocation", () => {
  it("is accepted with 202 and delivered once", async () => {
    const { send, deliveries } = await start();
    expect((await send(0)).StatusCode).toBe(202);
    await until(() => deliveries().length === 1, "a delivery");
  });

  it("is repeated after 1 and after 2 minutes of the account's time, then dead-lettered", async () => {
    const { send, deliveries, failed, cloud } = await start({
      functions: {
        flaky: {
          ...flaky,
          properties: { DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:Dead" } },
        },
      },
      resources: [queue("Dead")],
    });
    await send(9);
    await until(() => failed() === 1, "the first failure");
    cloud.clock.advance(59_000);
    expect(deliveries()).toHaveLength(1);
    cloud.clock.advance(2000);
    await until(() => failed() === 2, "the second failure");
    cloud.clock.advance(119_000);
    expect(deliveries()).toHaveLength(2);
    cloud.clock.advance(2000);
    await until(() => cloud.calls.length === 1, "the dead letter");
    expect(deliveries()).toHaveLength(3);
    expect(cloud.calls[0]).toMatchObject({
      roleArn: ROLE_ARN,
      service: "sqs",
      operation: "SendMessage",
      input: {
        QueueUrl: "http://queues/Dead",
        MessageAttributes: { ErrorMessage: { StringValue: "not yet" }, ErrorCode: { StringValue: "200" } },
      },
    });
    expect(JSON.parse(String(cloud.calls[0]?.input.MessageBody))).toMatchObject({ failures: 9 });
  });

  it("goes to the failure destination with how often it was tried", async () => {
    const { send, cloud } = await start({
      resources: [
        queue("Failed"),
        invokeConfig({
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:us-east-1:000000000000:Failed" } },
        }),
      ],
    });
    await send(9);
    await until(() => cloud.calls.length === 1, "the record");
    expect(JSON.parse(String(cloud.calls[0]?.input.MessageBody))).toMatchObject({
      version: "1.0",
      requestContext: {
        functionArn: `${arnOf("flaky")}:$LATEST`,
        condition: "RetriesExhausted",
        approximateInvokeCount: 1,
      },
      requestPayload: { failures: 9 },
      responseContext: { functionError: "Unhandled" },
      responsePayload: { errorMessage: "not yet" },
    });
  });

  it("goes to the success destination, an event bus", async () => {
    const bus = "arn:aws:events:us-east-1:000000000000:event-bus/core";
    const { send, cloud } = await start({
      resources: [invokeConfig({ DestinationConfig: { OnSuccess: { Destination: bus } } })],
    });
    await send(0);
    await until(() => cloud.calls.length === 1, "the event");
    expect(cloud.calls[0]?.input).toMatchObject({
      Entries: [
        { EventBusName: bus, Source: "lambda", DetailType: "Lambda Function Invocation Result - Success" },
      ],
    });
  });

  it("is given up when it is too old", async () => {
    const { send, deliveries, failed, cloud } = await start({
      resources: [
        queue("Failed"),
        invokeConfig({
          MaximumEventAgeInSeconds: 60,
          DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:us-east-1:000000000000:Failed" } },
        }),
      ],
    });
    await send(9);
    await until(() => failed() === 1, "the first failure");
    cloud.clock.advance(61_000);
    await until(() => cloud.calls.length === 1, "the record");
    expect(String(cloud.calls[0]?.input.MessageBody)).toContain('"condition":"EventAgeExceeded"');
    expect(deliveries()).toHaveLength(1);
  });

  it("survives a stop of the local cloud between two deliveries", async () => {
    const { send, deliveries, failed, cloud } = await start();
    await send(1);
    await until(() => failed() === 1, "the first failure");
    await cloud.lambda.close();
    const next = await startTestCloud({ functions: { flaky }, folder: cloud.folder });
    clouds.unshift(next);
    await next.lambda.start();
    next.clock.advance(60_000);
    await until(() => deliveries().length === 2, "the second delivery");
  });

  it("is delivered twice when a test wants that", async () => {
    const { send, deliveries, cloud } = await start();
    cloud.faults.add({ target: "function:flaky", kind: "duplicate" });
    await send(0);
    await until(() => deliveries().length === 2, "both deliveries");
  });

  it("repeats what was throttled until it gets through", async () => {
    const { send, deliveries, cloud } = await start();
    cloud.faults.add({ target: "function:flaky", kind: "overload", times: 2 });
    await send(0);
    await until(
      () => cloud.logs.filter(({ event }) => event === "lambda.fault").length === 1,
      "the first throttle",
    );
    await until(() => {
      cloud.clock.advance(1000);
      return deliveries().length === 1;
    }, "the delivery");
  });
});
