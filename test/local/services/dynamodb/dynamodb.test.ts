import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeFolder } from "../../fixtures/assembly-folder.ts";
import { bootSmall, type SmallCloud } from "../../fixtures/boot-small.ts";

const DAY_MS = 86_400_000;

describe("DynamoDB", () => {
  let cloud: SmallCloud;
  beforeAll(async () => {
    cloud = await bootSmall();
  });
  afterAll(async () => {
    await cloud.close();
    removeFolder(cloud.stateDir);
  });

  const client = (role?: string) => new DynamoDBClient(cloud.client(role));
  const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "1" } });
  const transact = (role: string, ...items: NonNullable<TransactWriteItemsCommandInput["TransactItems"]>) =>
    client(role).send(new TransactWriteItemsCommand({ TransactItems: items }));

  it("asks a transaction for the grant of each part, so that one part can forbid the whole", async () => {
    const TableName = cloud.nameOf("Core");
    const put = { Put: { TableName, Item: key("t1") } };
    const remove = { Delete: { TableName, Key: key("t2") } };
    await transact("WriterRole", put);
    await expect(transact("WriterRole", put, remove)).rejects.toThrow(/dynamodb:DeleteItem/);
    const check = {
      ConditionCheck: { TableName, Key: key("t1"), ConditionExpression: "attribute_exists(pk)" },
    };
    await expect(transact("WriterRole", check)).rejects.toThrow(/dynamodb:ConditionCheckItem/);
  });

  it("tells why a transaction was cancelled", async () => {
    const TableName = cloud.nameOf("Core");
    const put = { Put: { TableName, Item: key("once"), ConditionExpression: "attribute_not_exists(pk)" } };
    await transact("WriterRole", put);
    await expect(transact("WriterRole", put)).rejects.toMatchObject({
      name: "TransactionCanceledException",
      CancellationReasons: [{ Code: "ConditionalCheckFailed" }],
    });
  });

  it("refuses an item over 400 KB", async () => {
    const Item = { ...key("large"), text: { S: "x".repeat(400 * 1024) } };
    await expect(
      client().send(new PutItemCommand({ TableName: cloud.nameOf("Core"), Item })),
    ).rejects.toMatchObject({ name: "ValidationException", message: expect.stringMatching(/size/i) });
  });

  it("expires items by the moved clock: only those past their time, and only whole tables that ask for it", async () => {
    const TableName = cloud.nameOf("Events");
    const inSeconds = (ms: number) => ({ N: String(Math.floor((cloud.clock.now() + ms) / 1000)) });
    const event = (seq: number) => ({ runId: { S: "run" }, seq: { N: String(seq) } });
    const put = (Item: Record<string, never> | object) =>
      client().send(new PutItemCommand({ TableName, Item: { ...Item } }));
    await put({ ...event(1), expiresAt: inSeconds(DAY_MS / 2) });
    await put({ ...event(2), expiresAt: inSeconds(2 * DAY_MS) });
    await put({ ...event(3), expiresAt: { S: "not a number" } });
    const exists = async (seq: number) =>
      (await client().send(new GetItemCommand({ TableName, Key: event(seq) }))).Item !== undefined;

    await cloud.services.dynamodb.expire();
    expect(await exists(1)).toBe(true);
    await fetch(`${cloud.controlUrl}/clock`, { method: "POST", body: JSON.stringify({ advanceMs: DAY_MS }) });
    expect(await Promise.all([1, 2, 3].map(exists))).toEqual([false, true, true]);
  });
});
