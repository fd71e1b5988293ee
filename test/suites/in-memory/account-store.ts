import type { Account, AccountStore, ApiKeyRecord } from "../../../core/ports/accounts.ts";

/** What the in-memory account and credit stores share: the accounts themselves. */
export type AccountMap = Map<string, Account>;

export function inMemoryAccountStore(accounts: AccountMap = new Map()): AccountStore {
  const keys = new Map<string, ApiKeyRecord>();
  const identities = new Map<string, string>();
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
    async linkIdentity(identity, userId) {
      const name = JSON.stringify([identity.issuer, identity.subject]);
      const bound = identities.get(name) ?? userId;
      identities.set(name, bound);
      return bound;
    },
    async getByIdentity({ issuer, subject }) {
      return accounts.get(identities.get(JSON.stringify([issuer, subject])) ?? "");
    },
    async addKey(key, maxActive) {
      if (!accounts.has(key.userId)) throw new Error(`There is no account ${key.userId}.`);
      const active = [...keys.values()].filter(
        ({ userId, revokedAtEpochMs }) => userId === key.userId && revokedAtEpochMs === undefined,
      );
      const replaced = active.find(({ requestId }) => requestId !== undefined && requestId === key.requestId);
      if (replaced !== undefined) {
        keys.set(replaced.keyHash, { ...replaced, revokedAtEpochMs: key.createdAtEpochMs });
      } else if (active.length >= maxActive) return false;
      keys.set(key.keyHash, key);
      return true;
    },
    getKey: async (keyHash) => keys.get(keyHash),
    async getKeyOwner(keyHash) {
      const key = keys.get(keyHash);
      const account = accounts.get(key?.userId ?? "");
      if (key === undefined || account === undefined) return undefined;
      const { userId, email, plan } = account;
      return { key, caller: { userId, email, plan } };
    },
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
