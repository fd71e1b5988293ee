import type { Account, AccountStore, ApiKeyRecord } from "../../../core/ports/accounts.ts";

/** What the in-memory account and credit stores share: the accounts themselves. */
export type AccountMap = Map<string, Account>;

export function inMemoryAccountStore(accounts: AccountMap = new Map()): AccountStore {
  const keys = new Map<string, ApiKeyRecord>();
  const byEmail = (email: string) =>
    [...accounts.values()].find((each) => each.email.toLowerCase() === email.trim().toLowerCase());
  return {
    async create(account) {
      const existing = byEmail(account.email);
      if (existing !== undefined) return existing;
      accounts.set(account.userId, account);
      return account;
    },
    get: async (userId) => accounts.get(userId),
    getByEmail: async (email) => byEmail(email),
    async setPlan(userId, plan) {
      const account = accounts.get(userId);
      if (account === undefined) throw new Error(`There is no account ${userId}.`);
      accounts.set(userId, { ...account, plan });
    },
    async listDueForRenewal(month, limit) {
      const monthOf = (account: Account) => account.allowanceMonth ?? "0000-00";
      return [...accounts.values()]
        .filter((account) => monthOf(account) < month)
        .toSorted((a, b) => monthOf(a).localeCompare(monthOf(b)))
        .slice(0, limit);
    },
    async putKey(key) {
      keys.set(key.keyHash, key);
    },
    getKey: async (keyHash) => keys.get(keyHash),
    listKeys: async (userId) => [...keys.values()].filter((key) => key.userId === userId),
    async revokeKey(keyHash, atEpochMs) {
      const key = keys.get(keyHash);
      if (key !== undefined) keys.set(keyHash, { revokedAtEpochMs: atEpochMs, ...key });
    },
    async touchKey(keyHash, atEpochMs) {
      const key = keys.get(keyHash);
      if (key === undefined || (key.lastUsedAtEpochMs ?? 0) >= atEpochMs) return;
      keys.set(keyHash, { ...key, lastUsedAtEpochMs: atEpochMs });
    },
  };
}
