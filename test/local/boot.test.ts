import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boot } from "../../local/boot.ts";
import { DEFAULT_OPTIONS } from "../../local/config.ts";
import { removeFolder, temporaryFolder } from "./fixtures/assembly-folder.ts";
import { bootSmall, type SmallCloud } from "./fixtures/boot-small.ts";
import { smallStack, writeSmallAssembly } from "./fixtures/small-stack.ts";

const keys = { anthropic: "real-key", fal: "real-key" };

describe("a booted assembly", () => {
  let cloud: SmallCloud;
  beforeAll(async () => {
    cloud = await bootSmall();
  });
  afterAll(async () => {
    await cloud.close();
    removeFolder(cloud.stateDir);
  });

  it("is up well within 5 seconds", () => {
    expect(cloud.timings.total).toBeLessThan(5000);
  });

  it("gives the stack's outputs, with secrets in them resolved", () => {
    expect(cloud.outputs.CoreTable).toBe(cloud.nameOf("Core"));
    expect(cloud.outputs.OriginHeader).toMatch(/^[A-Za-z0-9]{40}$/);
  });

  it("runs a function as its own role, from the function's own SDK to the database", async () => {
    const table = cloud.nameOf("Core");
    const item = { pk: { S: "a" }, sk: { S: "b" } };
    await new DynamoDBClient(cloud.client()).send(new PutItemCommand({ TableName: table, Item: item }));
    const { Payload, FunctionError } = await new LambdaClient(cloud.client()).send(
      new InvokeCommand({
        FunctionName: cloud.nameOf("Reader"),
        Payload: JSON.stringify({ get: { TableName: table, Key: item } }),
      }),
    );
    expect(FunctionError).toBeUndefined();
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({ item });
  });

  it("deploys the assets that BucketDeployment names", async () => {
    const s3 = new S3Client({ ...cloud.client(), forcePathStyle: true });
    const object = await s3.send(
      new GetObjectCommand({ Bucket: cloud.nameOf("Files"), Key: "site/index.html" }),
    );
    expect(await object.Body?.transformToString()).toBe("<h1>hello</h1>");
    expect(object).toMatchObject({ ContentType: "text/html; charset=utf-8", CacheControl: "no-cache" });
  });

  it("refuses a second cloud on the same state", async () => {
    await expect(bootSmall({ stateDir: cloud.stateDir })).rejects.toThrow(/another local cloud is using/);
  });

  it("names the port that is in use", async () => {
    const stateDir = temporaryFolder();
    const port = Number(new URL(cloud.baseUrl).port);
    const options = { ...DEFAULT_OPTIONS, assemblyDir: cloud.assemblyDir, stateDir, port, mediaPort: 0 };
    await expect(boot(options, { keys })).rejects.toThrow(`port ${port} is in use`);
    removeFolder(stateDir);
  });
});

describe("what a boot keeps and forgets", () => {
  it("finds tables, secrets, parameters and credentials again, and only --fresh forgets them", async () => {
    const first = await bootSmall();
    const { stateDir, assemblyDir } = first;
    const table = first.nameOf("Core");
    const key = { pk: { S: "kept" }, sk: { S: "1" } };
    await new DynamoDBClient(first.client()).send(new PutItemCommand({ TableName: table, Item: key }));
    first.clock.advance(60_000);
    await first.close();

    const second = await bootSmall({ stateDir, assemblyDir });
    const get = new GetItemCommand({ TableName: table, Key: key });
    expect((await new DynamoDBClient(second.client()).send(get)).Item).toEqual(key);
    expect(second.operator).toEqual(first.operator);
    expect(second.awsEndpoint).toBe(first.awsEndpoint);
    expect(second.outputs.OriginHeader).toBe(first.outputs.OriginHeader);
    expect(second.clock.offsetMs).toBe(60_000);
    await second.close();

    const fresh = await boot(
      { ...DEFAULT_OPTIONS, assemblyDir, stateDir, port: 0, mediaPort: 0, isFresh: true },
      { keys, log: { info: () => undefined, warn: () => undefined, debug: () => undefined } },
    );
    expect(fresh.operator).not.toEqual(first.operator);
    expect(fresh.outputs.OriginHeader).not.toBe(first.outputs.OriginHeader);
    expect(fresh.clock.offsetMs).toBe(0);
    await fresh.close();
    removeFolder(stateDir);
  });

  it("does not touch a folder that is not its own", async () => {
    const assemblyDir = writeSmallAssembly();
    const options = {
      ...DEFAULT_OPTIONS,
      assemblyDir,
      stateDir: assemblyDir,
      isFresh: true,
      port: 0,
      mediaPort: 0,
    };
    await expect(boot(options, { keys })).rejects.toThrow(/not a state folder of Reelwright/);
  });
});

describe("a template that a laptop cannot honour", () => {
  it.each([
    ["an unknown type", { Odd: { Type: "AWS::Kinesis::Stream" } }, /Small\/Odd.*AWS::Kinesis::Stream/],
    [
      "a role that does not trust its function",
      {
        ReaderRole: {
          Type: "AWS::IAM::Role",
          Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: "Deny" }] } },
        },
      },
      /ReaderRole, role of Reader, does not trust lambda/,
    ],
  ])("does not boot: %s", async (_case, resources, message) => {
    const assemblyDir = writeSmallAssembly({
      ...smallStack,
      Resources: { ...smallStack.Resources, ...resources },
    });
    await expect(bootSmall({ assemblyDir })).rejects.toThrow(message);
  });
});
