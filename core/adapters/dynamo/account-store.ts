import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { type Account, type AccountStore, type ApiKeyRecord, plans } from "../../ports/accounts.ts";
import { getItem, queryItems, sortable, type Table } from "./core-table.ts";
import { transact, writeIf } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

/*
 * Account   pk account#<userId>   sk account   gsi1 accounts / <allowanceMonth>#<userId>
 * Email     pk email#<address>    sk email     makes an address unique
 * ApiKey    pk key#<hash>         sk key       gsi1 keys#<userId> / <createdAt>#<hash>
 */

export const accountKey = (userId: string) => ({ pk: `account#${userId}`, sk: "account" });
const emailKey = (email: string) => ({ pk: `email#${email.trim().toLowerCase()}`, sk: "email" });
const keyKey = (keyHash: string) => ({ pk: `key#${keyHash}`, sk: "key" });

/** Sorts before every month. */
const NO_MONTH = "0000-00";

/** Where the account stands in the order of renewal. */
export const renewalKey = (userId: string, allowanceMonth: string | undefined) => ({
  gsi1pk: "accounts",
  gsi1sk: `${allowanceMonth ?? NO_MONTH}#${userId}`,
});

const accountItem = z.object({
  userId: z.string(),
  email: z.string(),
  plan: z.enum(plans),
  monthlyRemaining: z.number(),
  purchased: z.number(),
  held: z.number(),
  allowanceMonth: z.string().optional(),
  createdAtEpochMs: z.number(),
});

const toAccount = ({ allowanceMonth, ...rest }: z.infer<typeof accountItem>): Account => ({
  ...rest,
  ...(allowanceMonth !== undefined && { allowanceMonth }),
});

const keyItem = z.object({
  keyHash: z.string(),
  keyPrefix: z.string(),
  userId: z.string(),
  name: z.string(),
  requestId: z.string().optional(),
  createdAtEpochMs: z.number(),
  lastUsedAtEpochMs: z.number().optional(),
  revokedAtEpochMs: z.number().optional(),
});

const toKey = (item: z.infer<typeof keyItem>): ApiKeyRecord => {
  const { requestId, lastUsedAtEpochMs, revokedAtEpochMs, ...rest } = item;
  return {
    ...rest,
    ...(requestId !== undefined && { requestId }),
    ...(lastUsedAtEpochMs !== undefined && { lastUsedAtEpochMs }),
    ...(revokedAtEpochMs !== undefined && { revokedAtEpochMs }),
  };
};

/** Reads an account; the credit store shares it. */
export async function readAccount(table: Table, userId: string): Promise<Account | undefined> {
  const found = await getItem(table, accountItem, accountKey(userId));
  return found && toAccount(found);
}

export function dynamoAccountStore(table: Table): AccountStore {
  const { client, name: TableName } = table;

  const getByEmail = async (email: string): Promise<Account | undefined> => {
    const found = await getItem(table, z.object({ userId: z.string() }), emailKey(email));
    return found && readAccount(table, found.userId);
  };

  return {
    async create(account) {
      const isNew = { TableName, ConditionExpression: "attribute_not_exists(pk)" };
      const keys = {
        ...accountKey(account.userId),
        ...renewalKey(account.userId, account.allowanceMonth),
      };
      const result = await transact(table, [
        { Put: { ...isNew, Item: { ...account, ...keys } } },
        { Put: { ...isNew, Item: { ...emailKey(account.email), userId: account.userId } } },
      ]);
      if (result.isWritten) return account;
      const existing = await getByEmail(account.email);
      if (existing === undefined) throw new Error(`The user id ${account.userId} is taken.`);
      return existing;
    },
    get: (userId) => readAccount(table, userId),
    getByEmail,
    async setPlan(userId, plan) {
      const isWritten = await writeIf(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: accountKey(userId),
            ConditionExpression: "attribute_exists(pk)",
            ...updateOf({ plan }),
          }),
        ),
      );
      if (!isWritten) throw new Error(`There is no account ${userId}.`);
    },
    async listDueForRenewal(month, limit) {
      const found = await queryItems(table, accountItem, {
        index: "gsi1",
        pk: "accounts",
        before: month,
        limit,
      });
      return found.map(toAccount);
    },
    async putKey(key) {
      const index = {
        gsi1pk: `keys#${key.userId}`,
        gsi1sk: `${sortable(key.createdAtEpochMs)}#${key.keyHash}`,
      };
      await client.send(new PutCommand({ TableName, Item: { ...key, ...keyKey(key.keyHash), ...index } }));
    },
    async getKey(keyHash) {
      const found = await getItem(table, keyItem, keyKey(keyHash));
      return found && toKey(found);
    },
    async listKeys(userId) {
      const found = await queryItems(table, keyItem, { index: "gsi1", pk: `keys#${userId}` });
      return found.map(toKey);
    },
    async revokeKey(keyHash, atEpochMs) {
      await writeIf(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: keyKey(keyHash),
            ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(revokedAtEpochMs)",
            ...updateOf({ revokedAtEpochMs: atEpochMs }),
          }),
        ),
      );
    },
    async touchKey(keyHash, atEpochMs) {
      await writeIf(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: keyKey(keyHash),
            ConditionExpression:
              "attribute_exists(pk) AND (attribute_not_exists(#last) OR #last < :f_lastUsedAtEpochMs)",
            ...updateOf({ lastUsedAtEpochMs: atEpochMs }, { names: { "#last": "lastUsedAtEpochMs" } }),
          }),
        ),
      );
    },
  };
}
