import * as z from "zod";
import { type ApiKeyRecord, type KeyOwner, type Plan, plans } from "../../ports/accounts.ts";
import { accountKey, readAccount } from "./account-items.ts";
import { getItem, sortable, type Table } from "./core-table.ts";
import { type TransactItems, transact } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

export const keyKey = (keyHash: string) => ({ pk: `key#${keyHash}`, sk: "key" });
const activeKey = (userId: string) => ({ pk: `account#${userId}`, sk: "keys" });
const activeItem = z.lazy(() => z.object({ active: z.set(z.string()).optional() }));
const requestKey = (userId: string, requestId: string) => ({
  pk: `account#${userId}`,
  sk: `key-request#${requestId}`,
});

export const keyItem = z.lazy(() =>
  z.object({
    keyHash: z.string(),
    keyPrefix: z.string(),
    userId: z.string(),
    /** The account's, as `setPlan` keeps them. */
    email: z.string(),
    plan: z.enum(plans),
    name: z.string(),
    requestId: z.string().optional(),
    createdAtEpochMs: z.number(),
    lastUsedAtEpochMs: z.number().optional(),
    revokedAtEpochMs: z.number().optional(),
  }),
);

export const toKey = (item: z.infer<typeof keyItem>): ApiKeyRecord => {
  const { email: _email, plan: _plan, requestId, lastUsedAtEpochMs, revokedAtEpochMs, ...rest } = item;
  return {
    ...rest,
    ...(requestId !== undefined && { requestId }),
    ...(lastUsedAtEpochMs !== undefined && { lastUsedAtEpochMs }),
    ...(revokedAtEpochMs !== undefined && { revokedAtEpochMs }),
  };
};

export const toKeyOwner = (item: z.infer<typeof keyItem>): KeyOwner => {
  const { userId, email, plan } = item;
  return { key: toKey(item), caller: { userId, email, plan } };
};

const ACTIVE = { "#active": "active" };

const activation = (TableName: string, { userId, keyHash }: ApiKeyRecord, maxActive: number) => ({
  TableName,
  Key: activeKey(userId),
  UpdateExpression: "ADD #active :key",
  ConditionExpression: "attribute_not_exists(#active) OR size(#active) < :max",
  ExpressionAttributeNames: ACTIVE,
  ExpressionAttributeValues: { ":key": new Set([keyHash]), ":max": maxActive },
});

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
    const account = await readAccount(table, key.userId);
    if (account === undefined) throw new Error(`There is no account ${key.userId}.`);
    const { email, plan } = account;
    const replaced = await keyOfRequest(table, key);
    const isReplacing = replaced !== undefined && replaced.revokedAtEpochMs === undefined;
    const items: TransactItems = [
      { Update: isReplacing ? await exchange(table, replaced, key) : activation(TableName, key, maxActive) },
      {
        Put: {
          TableName,
          Item: {
            ...key,
            email,
            plan,
            ...keyKey(key.keyHash),
            gsi1pk: `keys#${key.userId}`,
            gsi1sk: `${sortable(key.createdAtEpochMs)}#${key.keyHash}`,
          },
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
      { ConditionCheck: hasPlan(TableName, key.userId, plan) },
      ...(isReplacing ? [{ Update: revocation(TableName, replaced.keyHash, key.createdAtEpochMs) }] : []),
      ...requestPut(TableName, key, replaced),
    ];
    const result = await transact(table, items);
    if (result.isWritten) return true;
    const [active, put, ...others] = result.reasons;
    if (put?.Code === "ConditionalCheckFailed")
      throw new Error(`The key ${key.keyPrefix}… is there already.`);
    // The plan changed, the request's other delivery was faster, or the key to be replaced was revoked: look again.
    if (isReplacing || others.some(({ Code }) => Code === "ConditionalCheckFailed")) continue;
    if (active?.Code === "ConditionalCheckFailed") return false;
  }
}

/** See AccountStore.setPlan. A key that is made meanwhile either has the new plan, or is among those that get it. */
export async function setPlan(table: Table, userId: string, plan: Plan): Promise<void> {
  const TableName = table.name;
  const exists = "attribute_exists(pk)";
  for (;;) {
    const active = await activeKeys(table, userId);
    const result = await transact(table, [
      {
        Update: {
          TableName,
          Key: accountKey(userId),
          ConditionExpression: exists,
          ...updateOf({ plan }),
        },
      },
      { ConditionCheck: { TableName, Key: activeKey(userId), ...areActive(active) } },
      ...[...active].map((keyHash) => ({
        Update: { TableName, Key: keyKey(keyHash), ConditionExpression: exists, ...updateOf({ plan }) },
      })),
    ]);
    if (result.isWritten) return;
    if (result.reasons[0]?.Code === "ConditionalCheckFailed")
      throw new Error(`There is no account ${userId}.`);
  }
}

async function activeKeys(table: Table, userId: string): Promise<ReadonlySet<string>> {
  const found = await getItem(table, activeItem, activeKey(userId));
  return found?.active ?? new Set();
}

/** Holds while these keys, and no others, are good. */
const areActive = (keys: ReadonlySet<string>) =>
  keys.size === 0
    ? { ConditionExpression: "attribute_not_exists(#active)", ExpressionAttributeNames: ACTIVE }
    : {
        ConditionExpression: "#active = :active",
        ExpressionAttributeNames: ACTIVE,
        ExpressionAttributeValues: { ":active": keys },
      };

const hasPlan = (TableName: string, userId: string, plan: Plan) => ({
  TableName,
  Key: accountKey(userId),
  ConditionExpression: "#plan = :plan",
  ExpressionAttributeNames: { "#plan": "plan" },
  ExpressionAttributeValues: { ":plan": plan },
});

/** One key in another's place: a set cannot be added to and taken from in one expression. */
async function exchange(table: Table, old: { readonly keyHash: string }, { userId, keyHash }: ApiKeyRecord) {
  const active = await activeKeys(table, userId);
  const { ExpressionAttributeValues, ...condition } = areActive(active);
  const next = new Set([...active, keyHash]);
  next.delete(old.keyHash);
  return {
    TableName: table.name,
    Key: activeKey(userId),
    UpdateExpression: "SET #active = :next",
    ...condition,
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ":next": next },
  };
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
    {
      Update: {
        TableName: table.name,
        Key: activeKey(key.userId),
        UpdateExpression: "DELETE #active :key",
        ExpressionAttributeNames: ACTIVE,
        ExpressionAttributeValues: { ":key": new Set([keyHash]) },
      },
    },
  ]);
}
