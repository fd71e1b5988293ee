import { DeleteCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { ChatEntry, ProjectStore } from "../../ports/projects.ts";
import { queryItems, type Table } from "./core-table.ts";
import {
  CHAT_PREFIX,
  chatItem,
  chatMarkerKey,
  chatMarkerPartition,
  chatSortKey,
  projectKey,
  projectPartition,
} from "./project-items.ts";
import { transact } from "./transact.ts";

/** Messages kept of a project's chat. */
export const MAX_KEPT = 2000;

/** Appends once by `entryId`. @returns false when the project is gone */
export async function appendChat(table: Table, projectId: number, entry: ChatEntry): Promise<boolean> {
  const TableName = table.name;
  const pk = projectPartition(projectId);
  const result = await transact(table, [
    {
      Update: {
        TableName,
        Key: projectKey(projectId),
        UpdateExpression: "ADD chatTotal :one",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":one": 1 },
      },
    },
    {
      Put: {
        TableName,
        Item: chatMarkerKey(projectId, entry.entryId),
        ConditionExpression: "attribute_not_exists(pk)",
      },
    },
    { Put: { TableName, Item: { ...entry, pk, sk: chatSortKey(entry) } } },
  ]);
  if (!result.isWritten) return result.reasons[0]?.Code !== "ConditionalCheckFailed";
  if ((await chatTotalOf(table, projectId)) > MAX_KEPT) await dropOldest(table, projectId);
  return true;
}

export const listChat: (
  table: Table,
  ...args: Parameters<ProjectStore["listChat"]>
) => ReturnType<ProjectStore["listChat"]> = async (table, projectId, limit, before) => {
  const [total, found] = await Promise.all([
    chatTotalOf(table, projectId),
    queryItems(table, chatItem, {
      pk: projectPartition(projectId),
      between: [CHAT_PREFIX, before === undefined ? `${CHAT_PREFIX}~` : chatSortKey(before)],
      isAscending: false,
      // The end is included, and it is the one that the reader has.
      limit: before === undefined ? limit : limit + 1,
    }),
  ]);
  const entries = found
    .filter((entry) => before === undefined || chatSortKey(entry) !== chatSortKey(before))
    .slice(0, limit)
    .toReversed();
  return { entries, total: Math.min(total, MAX_KEPT) };
};

async function chatTotalOf(table: Table, projectId: number): Promise<number> {
  const { Item } = await table.client.send(
    new GetCommand({
      TableName: table.name,
      Key: projectKey(projectId),
      ConsistentRead: true,
      ProjectionExpression: "chatTotal",
    }),
  );
  return z.object({ chatTotal: z.number().default(0) }).parse(Item ?? {}).chatTotal;
}

async function dropOldest(table: Table, projectId: number): Promise<void> {
  const pk = projectPartition(projectId);
  const schema = z.object({ sk: z.string() });
  const [oldest] = await queryItems(table, schema, { pk, beginsWith: CHAT_PREFIX, limit: 1, only: ["sk"] });
  if (oldest === undefined) return;
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk: oldest.sk } }));
}

/** DynamoDB's limit on a transaction. */
const BATCH = 100;

/** Deletes a project's chat, markers too. Transactions, because a BatchWriteItem would be one more thing to be allowed. */
export async function deleteChat(table: Table, projectId: number): Promise<void> {
  const schema = z.object({ pk: z.string(), sk: z.string() });
  const only = ["pk", "sk"];
  const found = await Promise.all([
    queryItems(table, schema, { pk: projectPartition(projectId), beginsWith: CHAT_PREFIX, only }),
    queryItems(table, schema, { pk: chatMarkerPartition(projectId), only }),
  ]);
  const keys = found.flat();
  for (let start = 0; start < keys.length; start += BATCH) {
    const batch = keys.slice(start, start + BATCH);
    await transact(
      table,
      batch.map((Key) => ({ Delete: { TableName: table.name, Key } })),
    );
  }
}
