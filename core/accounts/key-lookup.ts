import type { AccountStore, Caller } from "../ports/accounts.ts";
import type { Clock } from "../ports/time-and-ids.ts";
import { hashOfApiKey, looksLikeApiKey } from "./api-key.ts";

/** Finds who a key belongs to; undefined for unknown and revoked ones, which nobody can tell apart. */
export type KeyLookup = (apiKey: string) => Promise<Caller | undefined>;

/** How long an answer is believed: a revoked key works at most this much longer. */
const BELIEVED_FOR_MS = 30_000;
const TOUCHED_EVERY_MS = 60_000;
const MAX_REMEMBERED = 1000;

/**
 * Makes a look-up that remembers callers for 30 s, so that a busy client costs no read, and any other one. Unknown keys are not remembered:
 * a new one works at once. Notes the key's last use at most once a minute.
 */
export function createKeyLookup({ accounts, clock }: { accounts: AccountStore; clock: Clock }): KeyLookup {
  const remembered = new Map<string, { caller: Caller; untilEpochMs: number }>();

  return async (apiKey) => {
    if (!looksLikeApiKey(apiKey)) return undefined;
    const keyHash = hashOfApiKey(apiKey);
    const now = clock.now();
    const known = remembered.get(keyHash);
    if (known !== undefined && known.untilEpochMs > now) return known.caller;
    remembered.delete(keyHash);

    const owner = await accounts.getKeyOwner(keyHash);
    if (owner === undefined || owner.key.revokedAtEpochMs !== undefined) return undefined;
    const { key, caller } = owner;
    if ((key.lastUsedAtEpochMs ?? 0) <= now - TOUCHED_EVERY_MS) await accounts.touchKey(keyHash, now);

    const oldest = remembered.keys().next();
    if (remembered.size >= MAX_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
    remembered.set(keyHash, { caller, untilEpochMs: now + BELIEVED_FOR_MS });
    return caller;
  };
}
