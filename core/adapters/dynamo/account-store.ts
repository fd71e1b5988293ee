import { createHash } from "node:crypto";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Account, AccountStore, Identity } from "../../ports/accounts.ts";
import { accountItem, accountKey, readAccount, renewalKey, toAccount } from "./account-items.ts";
import { addKey, keyItem, keyKey, revokeKey, setPlan, toKey, toKeyOwner } from "./api-key-items.ts";
import { getItem, queryItems, type Table } from "./core-table.ts";
import { transact, writeIf } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

/*
 * Account   pk account#<userId>   sk account   gsi1 accounts / <allowanceMonth>#<userId>
 * Email     pk email#<address>    sk email     makes an address unique
 * Identity  pk identity#<hash>    sk identity  of issuer and subject
 * ApiKey    pk key#<hash>         sk key       gsi1 keys#<userId> / <createdAt>#<hash>
 *           pk account#<userId>   sk keys      `active`: the hashes of those that are good; apart from the account, whose row is busy with credits
 *           pk account#<userId>   sk key-request#<requestId>   the key that a request made
 */

const emailKey = (email: string) => ({ pk: `email#${email.trim().toLowerCase()}`, sk: "email" });
const identityKey = ({ issuer, subject }: Identity) => ({
  pk: `identity#${createHash("sha256")
    .update(JSON.stringify([issuer, subject]))
    .digest("hex")}`,
  sk: "identity",
});

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
    setPlan: (userId, plan) => setPlan(table, userId, plan),
    async listDueForRenewal(month, limit) {
      const found = await queryItems(table, accountItem, {
        index: "gsi1",
        pk: "accounts",
        before: month,
        limit,
      });
      return found.map(toAccount);
    },
    async linkIdentity({ issuer, subject }, userId) {
      const key = identityKey({ issuer, subject });
      const Item = { ...key, issuer, subject, userId };
      const isNew = "attribute_not_exists(pk)";
      const { isWritten } = await transact(table, [{ Put: { TableName, Item, ConditionExpression: isNew } }]);
      if (isWritten) return userId;
      const bound = await getItem(table, z.object({ userId: z.string() }), key);
      return bound?.userId ?? userId;
    },
    async getByIdentity(identity) {
      const bound = await getItem(table, z.object({ userId: z.string() }), identityKey(identity));
      return bound && readAccount(table, bound.userId);
    },
    addKey: (key, maxActive) => addKey(table, key, maxActive),
    async getKey(keyHash) {
      const found = await getItem(table, keyItem, keyKey(keyHash));
      return found && toKey(found);
    },
    async getKeyOwner(keyHash) {
      const found = await getItem(table, keyItem, keyKey(keyHash));
      return found && toKeyOwner(found);
    },
    async listKeys(userId) {
      const found = await queryItems(table, keyItem, { index: "gsi1", pk: `keys#${userId}` });
      return found.map(toKey);
    },
    revokeKey: (keyHash, atEpochMs) => revokeKey(table, keyHash, atEpochMs),
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
