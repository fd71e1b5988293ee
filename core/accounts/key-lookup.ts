import type { Account, AccountStore, ApiKeyRecord } from "../ports/accounts.ts";
import type { Clock } from "../ports/time-and-ids.ts";
import { hashOfApiKey, looksLikeApiKey } from "./api-key.ts";

/** Who a good key belongs to. */
export interface KeyOwner {
  readonly key: ApiKeyRecord;
  readonly account: Account;
}

/** Finds the owner of a key; undefined for unknown and revoked ones, which nobody can tell apart. */
export type KeyLookup = (apiKey: string) => Promise<KeyOwner | undefined>;

/** How long an answer is believed: a revoked key works at most this much longer. */
const BELIEVED_FOR_MS = 30_000;
const TOUCHED_EVERY_MS = 60_000;
const MAX_REMEMBERED = 1000;

/**
 * Makes a look-up that remembers owners for 30 s, so that a busy client costs no read. Unknown keys are not remembered:
 * a new one works at once. Notes the key's last use at most once a minute.
 *
 * A key that is not remembered costs two reads, the key's and its account's. The key could carry its account's plan, and
 * one would do; but then a change of plan is 26 writes that a key made at that moment escapes, and its caps stay the old
 * plan's for good. One read more, at most every 30 s a key and function, is cheaper than that.
 */
export function createKeyLookup({ accounts, clock }: { accounts: AccountStore; clock: Clock }): KeyLookup {
  const remembered = new Map<string, { owner: KeyOwner; untilEpochMs: number }>();

  return async (apiKey) => {
    if (!looksLikeApiKey(apiKey)) return undefined;
    const keyHash = hashOfApiKey(apiKey);
    const now = clock.now();
    const known = remembered.get(keyHash);
    if (known !== undefined && known.untilEpochMs > now) return known.owner;
    remembered.delete(keyHash);

    const key = await accounts.getKey(keyHash);
    if (key === undefined || key.revokedAtEpochMs !== undefined) return undefined;
    const isToTouch = (key.lastUsedAtEpochMs ?? 0) <= now - TOUCHED_EVERY_MS;
    const [account] = await Promise.all([
      accounts.get(key.userId),
      isToTouch ? accounts.touchKey(keyHash, now) : undefined,
    ]);
    if (account === undefined) return undefined;

    const oldest = remembered.keys().next();
    if (remembered.size >= MAX_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
    const owner = { key, account };
    remembered.set(keyHash, { owner, untilEpochMs: now + BELIEVED_FOR_MS });
    return owner;
  };
}
