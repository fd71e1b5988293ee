import type { Account } from "./accounts.ts";

export interface Hold {
  /** Natural key, made from what it pays for: `run:<runId>`, `scene:<jobId>:<sceneId>:<generation>`, `render:<renderId>`. */
  readonly holdId: string;
  readonly userId: string;
  /** Whole credits; `monthlyCredits + purchasedCredits = credits`. */
  readonly credits: number;
  readonly monthlyCredits: number;
  readonly purchasedCredits: number;
  readonly state: "open" | "settled" | "expired";
  readonly spentCredits?: number;
  /** The month that `monthlyCredits` were of; what is released in another month lapses. */
  readonly allowanceMonth?: string;
  readonly createdAtEpochMs: number;
  readonly expiresAtEpochMs: number;
}

export interface LedgerEntry {
  /** Natural key: the same entry cannot be written twice. */
  readonly entryId: string;
  readonly userId: string;
  readonly kind: "grant" | "topup" | "hold" | "capture" | "release" | "expire" | "refund";
  readonly holdId?: string;
  /** Change of each balance; whole credits, may be negative. */
  readonly monthly: number;
  readonly purchased: number;
  readonly held: number;
  readonly atEpochMs: number;
  readonly note?: string;
}

/** A decision of core/credits, written in one transaction or not at all. */
export interface CreditChange {
  /** The account as it was read; the write fails when its balances or its allowance's month moved on. */
  readonly account: Account;
  /** They add up to the change of the account's balances. */
  readonly entries: readonly LedgerEntry[];
  /** The hold as it is after the change. `expected` is its state before; `absent` for a new one. */
  readonly hold?: { readonly after: Hold; readonly expected: "absent" | "open" };
  /** The account's `allowanceMonth` after the change; absent: as before. */
  readonly allowanceMonth?: string;
}

export interface AccountWithHold {
  readonly account?: Account;
  readonly hold?: Hold;
}

/**
 * Accounts' balances, holds and the ledger. Several workers change one account at once: `apply` is conditional on what
 * was read, and the domain reads again and decides again.
 */
export interface CreditStore {
  getAccount(userId: string): Promise<Account | undefined>;
  getHold(userId: string, holdId: string): Promise<Hold | undefined>;
  /** Those that are there, in no particular order. @param holdIds at most 100 */
  getHolds(userId: string, holdIds: readonly string[]): Promise<Hold[]>;
  /** Both at once, in one read: not of one moment, as `apply` will find out. */
  getAccountWithHold(userId: string, holdId: string): Promise<AccountWithHold>;
  getEntry(userId: string, entryId: string): Promise<LedgerEntry | undefined>;
  /**
   * @returns false when the account or the hold had moved on, an entry existed already, or a balance would be negative
   *   (which is to say that the decision was made on a stale read): nothing was written
   */
  apply(change: CreditChange): Promise<boolean>;
  listOpenHolds(userId: string): Promise<Hold[]>;
  /** Open holds of everybody that expired before `atEpochMs`, oldest first. */
  listExpiredHolds(atEpochMs: number, limit: number): Promise<Hold[]>;
  listEntries(userId: string): Promise<LedgerEntry[]>;
}
