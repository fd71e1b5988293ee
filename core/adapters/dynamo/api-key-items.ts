import * as z from "zod";
import type { ApiKeyRecord } from "../../ports/accounts.ts";
import { getItem, sortable, type Table } from "./core-table.ts";
import { type TransactItems, transact } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

export const keyKey = (keyHash: string) => ({ pk: `key#${keyHash}`, sk: "key" });
const countKey = (userId: string) => ({ pk: `account#${userId}`, sk: "keys" });
const requestKey = (userId: string, requestId: string) => ({
  pk: `account#${userId}`,
  sk: `key-request#${requestId}`,
});

export const keyItem = z.object({
  keyHash: z.string(),
  keyPrefix: z.string(),
  userId: z.string(),
  name: z.string(),
  requestId: z.string().optional(),
  createdAtEpochMs: z.number(),
  lastUsedAtEpochMs: z.number().optional(),
  revokedAtEpochMs: z.number().optional(),
});

export const toKey = (item: z.infer<typeof keyItem>): ApiKeyRecord => {
  const { requestId, lastUsedAtEpochMs, revokedAtEpochMs, ...rest } = item;
  return {
    ...rest,
    ...(requestId !== undefined && { requestId }),
    ...(lastUsedAtEpochMs !== undefined && { lastUsedAtEpochMs }),
    ...(revokedAtEpochMs !== undefined && { revokedAtEpochMs }),
  };
};

/** Adds one to the active keys, or takes one away. */
function countUpdate(TableName: string, userId: string, by: 1 | -1, maxActive?: number) {
  const names = { "#active": "active" };
  return {
    TableName,
    Key: countKey(userId),
    UpdateExpression: "ADD #active :by",
    ExpressionAttributeNames: names,
    ...(maxActive === undefined
      ? { ExpressionAttributeValues: { ":by": by } }
      : {
          ConditionExpression: "attribute_not_exists(#active) OR #active < :max",
          ExpressionAttributeValues: { ":by": by, ":max": maxActive },
        }),
  };
}

const revocation = (TableName: string, keyHash: string, atEpochMs: number) => ({
  TableName,
  Key: keyKey(keyHash),
  ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(revokedAtEpochMs)",
  ...updateOf({ revokedAtEpochMs: atEpochMs }),
});

/** See AccountStore.addKey. */
export async function addKey(table: Table, key: ApiKeyRecord, maxActive: number): Promise<boolean> {
  const TableName = table.name;
  for (;;) {
    const replaced = await keyOfRequest(table, key);
    const isReplacing = replaced !== undefined && replaced.revokedAtEpochMs === undefined;
    const items: TransactItems = [
      isReplacing
        ? { Update: revocation(TableName, replaced.keyHash, key.createdAtEpochMs) }
        : { Update: countUpdate(TableName, key.userId, 1, maxActive) },
      {
        Put: {
          TableName,
          Item: {
            ...key,
            ...keyKey(key.keyHash),
            gsi1pk: `keys#${key.userId}`,
            gsi1sk: `${sortable(key.createdAtEpochMs)}#${key.keyHash}`,
          },
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
      ...requestPut(TableName, key, replaced),
    ];
    const result = await transact(table, items);
    if (result.isWritten) return true;
    const [count, put, request] = result.reasons;
    if (put?.Code === "ConditionalCheckFailed")
      throw new Error(`The key ${key.keyPrefix}… is there already.`);
    // The request's other delivery was faster, or the key to be replaced was revoked meanwhile: look again.
    if (isReplacing || request?.Code === "ConditionalCheckFailed") continue;
    if (count?.Code === "ConditionalCheckFailed") return false;
  }
}

async function keyOfRequest(table: Table, { userId, requestId }: ApiKeyRecord) {
  if (requestId === undefined) return undefined;
  const made = await getItem(table, z.object({ keyHash: z.string() }), requestKey(userId, requestId));
  return made && getItem(table, keyItem, keyKey(made.keyHash));
}

function requestPut(
  TableName: string,
  { userId, requestId, keyHash }: ApiKeyRecord,
  replaced: { readonly keyHash: string } | undefined,
): TransactItems {
  if (requestId === undefined) return [];
  const Item = { ...requestKey(userId, requestId), keyHash };
  return [
    replaced === undefined
      ? { Put: { TableName, Item, ConditionExpression: "attribute_not_exists(pk)" } }
      : {
          Put: {
            TableName,
            Item,
            ConditionExpression: "keyHash = :replaced",
            ExpressionAttributeValues: { ":replaced": replaced.keyHash },
          },
        },
  ];
}

/** Again, or of a key that is not there: nothing happens. */
export async function revokeKey(table: Table, keyHash: string, atEpochMs: number): Promise<void> {
  const key = await getItem(table, keyItem, keyKey(keyHash));
  if (key === undefined || key.revokedAtEpochMs !== undefined) return;
  await transact(table, [
    { Update: revocation(table.name, keyHash, atEpochMs) },
    { Update: countUpdate(table.name, key.userId, -1) },
  ]);
}
