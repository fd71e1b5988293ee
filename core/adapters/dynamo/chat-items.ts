import { GetCommand } from "@aws-sdk/lib-dynamodb";
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

/** Longer than anything is delivered again after it happened, in seconds. */
const MARKER_KEPT_SECONDS = 30 * 24 * 3600;

/** See ProjectStore.appendChat. */
export async function appendChat(
  table: Table,
  projectId: number,
  entry: ChatEntry,
  maxKept: number,
): Promise<boolean> {
  const TableName = table.name;
  const pk = projectPartition(projectId);
  const result = await transact(table, [
    {
      Update: {
        TableName,
        Key: projectKey(projectId),
        ...chatCount(1, 0),
      },
    },
    {
      Put: {
        TableName,
        Item: {
          ...chatMarkerKey(projectId, entry.entryId),
          expiresAt: Math.ceil(entry.atEpochMs / 1000) + MARKER_KEPT_SECONDS,
        },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    },
    { Put: { TableName, Item: { ...entry, pk, sk: chatSortKey(entry) } } },
  ]);
  if (!result.isWritten) return result.reasons[0]?.Code !== "ConditionalCheckFailed";
  await dropOldest(table, projectId, maxKept);
  return true;
}

/** @param least entries that there must be, 0 or more */
const chatCount = (by: number, least: number) => ({
  UpdateExpression: "ADD chatTotal :by",
  ConditionExpression: "attribute_exists(pk) AND chatTotal >= :least",
  ExpressionAttributeValues: { ":by": by, ":least": least },
});

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
  return { entries, total };
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

/** DynamoDB's limit on a transaction. */
const BATCH = 100;

/** Takes away what is over `maxKept`, and from the count what was taken away. */
async function dropOldest(table: Table, projectId: number, maxKept: number): Promise<void> {
  const pk = projectPartition(projectId);
  const schema = z.object({ sk: z.string() });
  for (;;) {
    const excess = (await chatTotalOf(table, projectId)) - maxKept;
    if (excess <= 0) return;
    // One place of the transaction is the count's.
    const limit = Math.min(excess, BATCH - 1);
    const oldest = await queryItems(table, schema, { pk, beginsWith: CHAT_PREFIX, limit, only: ["sk"] });
    if (oldest.length === 0) return;
    const count = chatCount(-oldest.length, maxKept + oldest.length);
    // Not written: somebody else who appended took them away.
    await transact(table, [
      { Update: { TableName: table.name, Key: projectKey(projectId), ...count } },
      ...oldest.map(({ sk }) => ({
        Delete: {
          TableName: table.name,
          Key: { pk, sk },
          ConditionExpression: "attribute_exists(pk)",
        },
      })),
    ]);
  }
}

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
