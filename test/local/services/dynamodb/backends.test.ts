import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../../../local/control/clock.ts";
import { type BackendKind, preferredBackend } from "../../../../local/services/dynamodb/backend-command.ts";
import { createDynamoDbService, type DynamoDbService } from "../../../../local/services/dynamodb/service.ts";
import { createAssembly } from "../../../../local/template/assembly.ts";
import { AwsError, type AwsRequest } from "../../../../local/types.ts";
import { removeFolder, temporaryFolder } from "../../fixtures/assembly-folder.ts";

const DAY_MS = 86_400_000;
const hasJava = spawnSync("java", ["-version"]).status === 0;

const assembly = createAssembly({
  resources: [
    {
      logicalId: "Core",
      type: "AWS::DynamoDB::Table",
      ref: "core",
      attributes: {},
      metadata: {},
      properties: {
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        AttributeDefinitions: ["pk", "sk", "g"].map((AttributeName) => ({
          AttributeName,
          AttributeType: "S",
        })),
        GlobalSecondaryIndexes: [
          {
            IndexName: "gsi1",
            KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        ],
        TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
      },
    },
  ],
  outputs: {},
  assets: new Map(),
});

/** Whichever database stands behind the service, the product must not notice. */
describe.each<BackendKind>(["dynoxide", "dynamodb-local"])("DynamoDB on %s", (kind) => {
  const canRun = kind === "dynoxide" ? preferredBackend() === "dynoxide" : hasJava;
  describe.runIf(canRun)("when this machine can run it", () => {
    const stateDir = temporaryFolder();
    const clock = createClock();
    const quiet = () => undefined;
    const context = { assembly, clock, stateDir, log: { info: quiet, warn: quiet, debug: quiet } };
    let service: DynamoDbService;
    beforeAll(async () => {
      service = await createDynamoDbService(context, { backend: kind });
    });
    afterAll(async () => {
      await service.close();
      removeFolder(stateDir);
    });

    const call = async (operation: string, input: Record<string, unknown>) => {
      const request: AwsRequest = {
        service: "dynamodb",
        operation,
        method: "POST",
        path: "/",
        query: new URLSearchParams(),
        headers: {},
        body: Buffer.from(JSON.stringify(input)),
        json: input,
        principal: {
          arn: "root",
          isOperator: true,
          policies: [],
          credentials: { accessKeyId: "", secretAccessKey: "" },
        },
      };
      const { status, body } = await service.handle(request);
      const answer = JSON.parse(String(body));
      if (status !== 200)
        throw new AwsError(String(answer.__type).split("#").pop() ?? "", answer.message ?? answer.Message);
      return answer;
    };
    const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "1" } });

    it("takes one of two conditional writes, in or out of a transaction", async () => {
      const once = { TableName: "core", Item: key("once"), ConditionExpression: "attribute_not_exists(pk)" };
      await call("PutItem", once);
      await expect(call("PutItem", once)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
      const transaction = {
        TransactItems: [{ Put: once }, { Put: { TableName: "core", Item: key("with it") } }],
      };
      await expect(call("TransactWriteItems", transaction)).rejects.toMatchObject({
        name: "TransactionCanceledException",
      });
      expect(await call("GetItem", { TableName: "core", Key: key("with it") })).not.toHaveProperty("Item");
    });

    it("answers a repeated transaction of the same token without doing it again", async () => {
      const add = {
        ClientRequestToken: `token-${kind}`,
        TransactItems: [
          {
            Update: {
              TableName: "core",
              Key: key("counter"),
              UpdateExpression: "ADD n :one",
              ExpressionAttributeValues: { ":one": { N: "1" } },
            },
          },
        ],
      };
      await call("TransactWriteItems", add);
      await call("TransactWriteItems", add);
      const { Item } = await call("GetItem", {
        TableName: "core",
        Key: key("counter"),
        ConsistentRead: true,
      });
      expect(Item.n).toEqual({ N: "1" });
    });

    it("queries the index and describes the table as one of this account", async () => {
      await call("PutItem", { TableName: "core", Item: { ...key("i"), g: { S: "group" } } });
      const found = await call("Query", {
        TableName: "core",
        IndexName: "gsi1",
        KeyConditionExpression: "g = :g",
        ExpressionAttributeValues: { ":g": { S: "group" } },
      });
      expect(found.Count).toBe(1);
      const { Table } = await call("DescribeTable", { TableName: "core" });
      expect(Table.TableArn).toMatch(/table\/core$/);
    });

    it("expires by the moved clock, and keeps the rest over a restart", async () => {
      const expiresAt = { N: String(Math.floor((clock.now() + DAY_MS) / 1000)) };
      await call("PutItem", { TableName: "core", Item: { ...key("short"), expiresAt } });
      await call("PutItem", { TableName: "core", Item: key("long") });
      clock.advance(2 * DAY_MS);
      await service.expire();
      await service.close();
      service = await createDynamoDbService(context, { backend: kind });
      expect(await call("GetItem", { TableName: "core", Key: key("short") })).not.toHaveProperty("Item");
      expect(await call("GetItem", { TableName: "core", Key: key("long") })).toHaveProperty("Item");
    });
  });
});
