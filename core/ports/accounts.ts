export const plans = ["free", "payg", "starter", "creator", "pro_plus"] as const;
export type Plan = (typeof plans)[number];

export interface Account {
  readonly userId: string;
  /** As given; compared without case. */
  readonly email: string;
  readonly plan: Plan;
  /** Whole credits. `held` is what open holds took from the other two. None is ever negative. */
  readonly monthlyRemaining: number;
  readonly purchased: number;
  readonly held: number;
  /** The month (UTC, `2026-11`) that `monthlyRemaining` belongs to; absent before the first grant. */
  readonly allowanceMonth?: string;
  readonly createdAtEpochMs: number;
}

/** Who is calling, and what the plan allows: what nearly every request needs of an account. */
export type Caller = Pick<Account, "userId" | "email" | "plan">;

export interface ApiKeyRecord {
  /** SHA-256 of the key, hex. */
  readonly keyHash: string;
  /** The first 11 characters. */
  readonly keyPrefix: string;
  readonly userId: string;
  readonly name: string;
  /** What asked for it; a repeat of the same request replaces the key, for nobody can show it again. */
  readonly requestId?: string;
  readonly createdAtEpochMs: number;
  readonly lastUsedAtEpochMs?: number;
  readonly revokedAtEpochMs?: number;
}

/** Who a key belongs to. */
export interface KeyOwner {
  readonly key: ApiKeyRecord;
  readonly caller: Caller;
}

/** Who an identity provider says somebody is. Both as they come; never an email, which may change hands. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export interface AccountStore {
  /** @returns the existing account when the email is taken, so that creating twice is creating once */
  create(account: Account): Promise<Account>;
  get(userId: string): Promise<Account | undefined>;
  getByEmail(email: string): Promise<Account | undefined>;
  /** For the account's keys at the same moment. @throws Error for an unknown account */
  setPlan(userId: string, plan: Plan): Promise<void>;
  /** Accounts whose allowance is of a month before `month` (`2026-11`), the longest waiting first. */
  listDueForRenewal(month: string, limit: number): Promise<Account[]>;
  /** Binds an identity to an account. @returns the user it belongs to now: another one's when it was bound before */
  linkIdentity(identity: Identity, userId: string): Promise<string>;
  getByIdentity(identity: Identity): Promise<Account | undefined>;
  /**
   * Adds a key, unless the account has `maxActive` already; exact, however many come at once. A key that was made for the
   * same `requestId` is revoked in the same write.
   * @returns whether it was added
   * @throws Error for an unknown account
   */
  addKey(key: ApiKeyRecord, maxActive: number): Promise<boolean>;
  getKey(keyHash: string): Promise<ApiKeyRecord | undefined>;
  /** One read: a key carries what its account says. */
  getKeyOwner(keyHash: string): Promise<KeyOwner | undefined>;
  listKeys(userId: string): Promise<ApiKeyRecord[]>;
  /** Revoking again keeps the first time. */
  revokeKey(keyHash: string, atEpochMs: number): Promise<void>;
  touchKey(keyHash: string, atEpochMs: number): Promise<void>;
}
