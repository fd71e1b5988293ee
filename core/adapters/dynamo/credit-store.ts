import { createHash } from "node:crypto";
import * as z from "zod";
import type { CreditChange, CreditStore, Hold, LedgerEntry } from "../../ports/credit-store.ts";
import { accountItem, accountKey, readAccount, renewalKey, toAccount } from "./account-items.ts";
import { getItem, getItems, queryItems, sortable, type Table } from "./core-table.ts";
import { pauseAtRandom, type TransactItems, transact } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

/*
 * Hold          pk account#<userId>   sk hold#<holdId>    while open: gsi1 open-holds#<shard> / <expiresAt>#<holdId>
 * LedgerEntry   pk ledger#<userId>    sk entry#<entryId>
 */

const holdKey = (userId: string, holdId: string) => ({ pk: `account#${userId}`, sk: `hold#${holdId}` });
const entryKey = (userId: string, entryId: string) => ({ pk: `ledger#${userId}`, sk: `entry#${entryId}` });

/** A closed hold turns repeats away; longer than anything is redelivered or resumed. The ledger stays for ever. */
const CLOSED_KEPT_FOR_SECONDS = 180 * 24 * 3600;

/** One index partition takes 1,000 writes a second; open holds of everybody are spread over these. */
const SHARDS = 8;
const shardOf = (holdId: string): number =>
  createHash("sha256").update(holdId).digest().readUInt8(0) % SHARDS;

const holdItem = z.lazy(() =>
  z.object({
    holdId: z.string(),
    userId: z.string(),
    credits: z.number(),
    monthlyCredits: z.number(),
    purchasedCredits: z.number(),
    state: z.enum(["open", "settled", "expired"]),
    spentCredits: z.number().optional(),
    allowanceMonth: z.string().optional(),
    createdAtEpochMs: z.number(),
    expiresAtEpochMs: z.number(),
  }),
);

const toHold = ({ spentCredits, allowanceMonth, ...rest }: z.infer<typeof holdItem>): Hold => ({
  ...rest,
  ...(spentCredits !== undefined && { spentCredits }),
  ...(allowanceMonth !== undefined && { allowanceMonth }),
});

const entryItem = z.lazy(() =>
  z.object({
    entryId: z.string(),
    userId: z.string(),
    kind: z.enum(["grant", "topup", "hold", "capture", "release", "expire", "refund"]),
    holdId: z.string().optional(),
    monthly: z.number(),
    purchased: z.number(),
    held: z.number(),
    atEpochMs: z.number(),
    note: z.string().optional(),
  }),
);

const toEntry = ({ holdId, note, ...rest }: z.infer<typeof entryItem>): LedgerEntry => ({
  ...rest,
  ...(holdId !== undefined && { holdId }),
  ...(note !== undefined && { note }),
});

export function dynamoCreditStore(table: Table): CreditStore {
  return {
    getAccount: (userId) => readAccount(table, userId),
    async getHold(userId, holdId) {
      const found = await getItem(table, holdItem, holdKey(userId, holdId));
      return found && toHold(found);
    },
    async getHolds(userId, holdIds) {
      if (holdIds.length === 0) return [];
      const found = await getItems(
        table,
        holdIds.map((holdId) => holdKey(userId, holdId)),
      );
      return found.map((item) => toHold(holdItem.parse(item)));
    },
    async getAccountWithHold(userId, holdId) {
      const keys = [accountKey(userId), holdKey(userId, holdId)];
      const found = await getItems(table, keys);
      const [account, hold] = keys.map(({ sk }) => found.find((item) => item.sk === sk));
      return {
        ...(account !== undefined && { account: toAccount(accountItem.parse(account)) }),
        ...(hold !== undefined && { hold: toHold(holdItem.parse(hold)) }),
      };
    },
    async getEntry(userId, entryId) {
      const found = await getItem(table, entryItem, entryKey(userId, entryId));
      return found && toEntry(found);
    },
    async apply(change) {
      // Decided on an account and a hold of two different moments: what is written is never negative.
      if (Math.min(...Object.values(balancesAfter(change))) < 0) return false;
      const result = await transact(table, creditItems(table.name, change));
      // The loser decides anew: at a random moment, for the others who lost do so too.
      if (!result.isWritten) await pauseAtRandom(1);
      return result.isWritten;
    },
    async listOpenHolds(userId) {
      const found = await queryItems(table, holdItem, { pk: `account#${userId}`, beginsWith: "hold#" });
      return found.filter(({ state }) => state === "open").map(toHold);
    },
    async listExpiredHolds(atEpochMs, limit) {
      const shards = await Promise.all(
        Array.from({ length: SHARDS }, (_, shard) =>
          queryItems(table, holdItem, {
            index: "gsi1",
            pk: `open-holds#${shard}`,
            before: sortable(atEpochMs),
            limit,
          }),
        ),
      );
      return shards
        .flat()
        .toSorted((a, b) => a.expiresAtEpochMs - b.expiresAtEpochMs)
        .slice(0, limit)
        .map(toHold);
    },
    async listEntries(userId) {
      const found = await queryItems(table, entryItem, { pk: `ledger#${userId}`, beginsWith: "entry#" });
      return found.map(toEntry).toSorted((a, b) => a.atEpochMs - b.atEpochMs);
    },
  };
}

/** The writes of a change, on condition that the account, the hold and the entries are as it was decided on. */
export function creditItems(TableName: string, change: CreditChange): TransactItems {
  const { account, entries, hold } = change;
  return [
    {
      Update: {
        TableName,
        Key: accountKey(account.userId),
        ...accountUpdate(change),
      },
    },
    ...(hold === undefined ? [] : [{ Put: { TableName, ...holdPut(hold.after, hold.expected) } }]),
    ...entries.map((entry) => ({
      Put: {
        TableName,
        Item: {
          ...entry,
          ...entryKey(entry.userId, entry.entryId),
        },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    })),
  ];
}

/** The balances after the entries. */
function balancesAfter({ account, entries }: CreditChange) {
  const sum = (name: "monthly" | "purchased" | "held") =>
    entries.reduce((total, entry) => total + entry[name], 0);
  return {
    monthlyRemaining: account.monthlyRemaining + sum("monthly"),
    purchased: account.purchased + sum("purchased"),
    held: account.held + sum("held"),
  };
}

/** New balances, on condition that the account is as it was read. */
function accountUpdate(change: CreditChange): { ConditionExpression: string } & ReturnType<typeof updateOf> {
  const { account, allowanceMonth: newMonth } = change;
  const isSameMonth =
    account.allowanceMonth === undefined ? "attribute_not_exists(#month)" : "#month = :month";
  return {
    ConditionExpression: `#monthly = :monthly AND #purchased = :purchased AND #held = :held AND ${isSameMonth}`,
    ...updateOf(
      {
        ...balancesAfter(change),
        ...(newMonth !== undefined && {
          allowanceMonth: newMonth,
          gsi1sk: renewalKey(account.userId, newMonth).gsi1sk,
        }),
      },
      {
        names: {
          "#monthly": "monthlyRemaining",
          "#purchased": "purchased",
          "#held": "held",
          "#month": "allowanceMonth",
        },
        values: {
          ":monthly": account.monthlyRemaining,
          ":purchased": account.purchased,
          ":held": account.held,
          ...(account.allowanceMonth !== undefined && { ":month": account.allowanceMonth }),
        },
      },
    ),
  };
}

function holdPut(after: Hold, expected: "absent" | "open") {
  const index = {
    gsi1pk: `open-holds#${shardOf(after.holdId)}`,
    gsi1sk: `${sortable(after.expiresAtEpochMs)}#${after.holdId}`,
  };
  return {
    Item: {
      ...after,
      ...holdKey(after.userId, after.holdId),
      ...(after.state === "open"
        ? index
        : { expiresAt: Math.floor(after.expiresAtEpochMs / 1000) + CLOSED_KEPT_FOR_SECONDS }),
    },
    ...(expected === "absent"
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "#state = :open",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: { ":open": "open" },
        }),
  };
}
