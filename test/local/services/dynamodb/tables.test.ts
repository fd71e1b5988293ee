import { DynamoDBClient, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { removeFolder } from "../../fixtures/assembly-folder.ts";
import { bootSmall } from "../../fixtures/boot-small.ts";
import { smallStack, writeSmallAssembly } from "../../fixtures/small-stack.ts";

const { Core } = smallStack.Resources;

function withCore(properties: object): string {
  const table = { ...Core, Properties: { ...Core.Properties, ...properties } };
  return writeSmallAssembly({ ...smallStack, Resources: { ...smallStack.Resources, Core: table } });
}

describe("tables of an earlier boot", () => {
  it("get the indexes that were added since, and keep their items", async () => {
    const before = await bootSmall({
      assemblyDir: withCore({
        GlobalSecondaryIndexes: [],
        AttributeDefinitions: Core.Properties.AttributeDefinitions.slice(0, 2),
      }),
    });
    const TableName = before.nameOf("Core");
    const Item = { pk: { S: "a" }, sk: { S: "b" }, gsi1pk: { S: "found" } };
    await new DynamoDBClient(before.client()).send(new PutItemCommand({ TableName, Item }));
    await before.close();

    const after = await bootSmall({ stateDir: before.stateDir });
    const { Items } = await new DynamoDBClient(after.client()).send(
      new QueryCommand({
        TableName,
        IndexName: "gsi1",
        KeyConditionExpression: "gsi1pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: "found" } },
      }),
    );
    expect(Items).toEqual([Item]);
    await after.close();
    removeFolder(before.stateDir);
  });

  it("stop the boot when their key is another one", async () => {
    const before = await bootSmall();
    await before.close();
    const assemblyDir = withCore({
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "gsi1pk", AttributeType: "S" },
      ],
    });
    await expect(bootSmall({ stateDir: before.stateDir, assemblyDir })).rejects.toThrow(/--fresh/);
    removeFolder(before.stateDir);
  });
});
