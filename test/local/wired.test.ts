import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { removeFolder } from "./fixtures/assembly-folder.ts";
import { bootSmall, type SmallCloud } from "./fixtures/boot-small.ts";
import { synthesizeWiredStack } from "./fixtures/wired-stack.ts";

const HOUR_MS = 3_600_000;

/** Everything together, on a template that CDK itself synthesized: each way into a function ends in the same table. */
describe("a CDK stack on this machine", () => {
  let cloud: SmallCloud;
  beforeAll(async () => {
    cloud = await bootSmall({ assemblyDir: synthesizeWiredStack() });
  });
  afterAll(async () => {
    await cloud.close();
    removeFolder(cloud.stateDir);
    removeFolder(cloud.assemblyDir);
  });

  /** What the function wrote down, once it has. */
  const told = (way: string) =>
    vi.waitFor(
      async () => {
        const get = new GetItemCommand({ TableName: cloud.outputs.TableName, Key: { pk: { S: way } } });
        const { Item } = await new DynamoDBClient(cloud.client()).send(get);
        expect(Item, `nothing came by ${way}`).toBeDefined();
        return Item?.told?.S ?? "";
      },
      { timeout: 20_000, interval: 50 },
    );
  const invoke = async (FunctionName = "") => {
    const answer = await new LambdaClient(cloud.client()).send(new InvokeCommand({ FunctionName }));
    return { error: answer.FunctionError, value: JSON.parse(Buffer.from(answer.Payload ?? []).toString()) };
  };

  it("reaches a function through distribution and HTTP API, with the origin's secret", async () => {
    const response = await fetch(`${cloud.baseUrl}/tell`, { method: "POST", body: "{}" });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 201,
      body: { way: "http" },
    });
    expect(JSON.parse(await told("http"))["x-origin-secret"]).toMatch(/^[A-Za-z0-9]{32}$/);
    expect((await fetch(`${cloud.baseUrl}/elsewhere`)).status).toBe(404);
  });

  it("reaches one through distribution and function URL", async () => {
    const response = await fetch(`${cloud.baseUrl}/direct`, { method: "POST", body: "{}" });
    expect(response.status).toBe(201);
  });

  it("serves deployed files from the media host, with values that only a deployment knows", async () => {
    expect(await (await fetch(`${cloud.mediaUrl}/hello.txt`)).text()).toBe("hello");
    const config = await fetch(`${cloud.mediaUrl}/config.json`);
    expect(await config.json()).toEqual({ table: cloud.outputs.TableName });
  });

  it("denies a function what its role does not have, naming all three", async () => {
    const { error, value } = await invoke(cloud.outputs.IntruderName);
    expect(error).toBe("Unhandled");
    expect(value).toMatchObject({
      errorType: "AccessDeniedException",
      errorMessage: expect.stringMatching(
        /Intruder.* not authorized to perform: dynamodb:PutItem on resource: .*:table\//,
      ),
    });
  });

  it("carries an event over rule and queue to a function", async () => {
    expect(await invoke(cloud.outputs.HeraldName)).toEqual({
      error: undefined,
      value: { FailedEntryCount: 0 },
    });
    expect(JSON.parse(await told("queue"))).toMatchObject({
      "detail-type": "render.completed",
      detail: { id: 7 },
    });
  });

  it("kills a function at an AWS call, which is performed all the same", async () => {
    const invokeScribe = (way: string) =>
      new LambdaClient(cloud.client()).send(
        new InvokeCommand({ FunctionName: cloud.outputs.ScribeName, Payload: JSON.stringify({ way }) }),
      );
    cloud.faults.add({ target: "function:Scribe", kind: "kill", atStep: 1 });
    expect((await invokeScribe("killed")).FunctionError).toBe("Unhandled");
    expect(JSON.parse(await told("killed"))).toEqual({ way: "killed" });
    cloud.faults.add({ target: "function:Scribe", kind: "kill", atStep: 2 });
    expect((await invokeScribe("finished")).FunctionError).toBeUndefined();
  });

  it("lets a day pass for a waiting state machine and for an hourly schedule", async () => {
    const states = new SFNClient(cloud.client());
    const { executionArn } = await states.send(
      new StartExecutionCommand({
        stateMachineArn: cloud.outputs.MachineArn,
        input: JSON.stringify({ way: "machine" }),
      }),
    );
    const status = async () => (await states.send(new DescribeExecutionCommand({ executionArn }))).status;
    expect(await status()).toBe("RUNNING");
    await fetch(`${cloud.controlUrl}/clock`, {
      method: "POST",
      body: JSON.stringify({ advanceMs: 25 * HOUR_MS }),
    });
    await vi.waitFor(async () => expect(await status()).toBe("SUCCEEDED"), { timeout: 20_000, interval: 50 });
    expect(JSON.parse(await told("machine"))).toEqual({ way: "machine" });
    expect(JSON.parse(await told("schedule"))).toEqual({ way: "schedule" });
  });
});
