import type { CreditChange, CreditStore, Hold, LedgerEntry } from "../../../core/ports/credit-store.ts";
import type { AccountMap } from "./account-store.ts";

/** Balances live in `accounts`, which an in-memory account store can share. */
export function inMemoryCreditStore(accounts: AccountMap): CreditStore {
  const holds = new Map<string, Hold>();
  const entries = new Map<string, LedgerEntry>();
  const keyOf = (userId: string, id: string) => `${userId} ${id}`;

  const canApply = ({ account, entries: added, hold }: CreditChange): boolean => {
    const stored = accounts.get(account.userId);
    const isAsRead =
      stored?.monthlyRemaining === account.monthlyRemaining &&
      stored.purchased === account.purchased &&
      stored.held === account.held &&
      stored.allowanceMonth === account.allowanceMonth;
    const storedHold = hold && holds.get(keyOf(hold.after.userId, hold.after.holdId));
    const isHoldAsExpected = hold === undefined || (storedHold?.state ?? "absent") === hold.expected;
    const areNew = added.every(({ userId, entryId }) => !entries.has(keyOf(userId, entryId)));
    return isAsRead && isHoldAsExpected && areNew;
  };

  return {
    getAccount: async (userId) => accounts.get(userId),
    getHold: async (userId, holdId) => holds.get(keyOf(userId, holdId)),
    getHolds: async (userId, holdIds) => holdIds.flatMap((holdId) => holds.get(keyOf(userId, holdId)) ?? []),
    async getAccountWithHold(userId, holdId) {
      const account = accounts.get(userId);
      const hold = holds.get(keyOf(userId, holdId));
      return { ...(account && { account }), ...(hold && { hold }) };
    },
    getEntry: async (userId, entryId) => entries.get(keyOf(userId, entryId)),
    async apply(change) {
      if (!canApply(change)) return false;
      const { account, entries: added, hold, allowanceMonth } = change;
      const sum = (name: "monthly" | "purchased" | "held") =>
        added.reduce((total, entry) => total + entry[name], 0);
      const after = {
        ...account,
        ...accounts.get(account.userId),
        monthlyRemaining: account.monthlyRemaining + sum("monthly"),
        purchased: account.purchased + sum("purchased"),
        held: account.held + sum("held"),
        ...(allowanceMonth !== undefined && { allowanceMonth }),
      };
      if (Math.min(after.monthlyRemaining, after.purchased, after.held) < 0) return false;
      accounts.set(account.userId, after);
      for (const entry of added) entries.set(keyOf(entry.userId, entry.entryId), entry);
      if (hold !== undefined) holds.set(keyOf(hold.after.userId, hold.after.holdId), hold.after);
      return true;
    },
    listOpenHolds: async (userId) =>
      [...holds.values()].filter((hold) => hold.userId === userId && hold.state === "open"),
    listExpiredHolds: async (atEpochMs, limit) =>
      [...holds.values()]
        .filter((hold) => hold.state === "open" && hold.expiresAtEpochMs < atEpochMs)
        .toSorted((a, b) => a.expiresAtEpochMs - b.expiresAtEpochMs)
        .slice(0, limit),
    listEntries: async (userId) => [...entries.values()].filter((entry) => entry.userId === userId),
  };
}
