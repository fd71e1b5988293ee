import { MAX_ACTIVE_KEYS } from "../catalog/plans.ts";
import { AppError } from "../contract/errors.ts";
import type { ApiKeyRecord } from "../ports/accounts.ts";
import { hashOfApiKey, newApiKey, prefixOfApiKey } from "./api-key.ts";
import type { AccountDeps } from "./create-account.ts";

/** 409: revoke one first. */
export class TooManyKeysError extends AppError {
  constructor() {
    super("TOO_MANY_KEYS", `An account has at most ${MAX_ACTIVE_KEYS} active API keys.`, { httpStatus: 409 });
  }
}

/**
 * Makes a key. The key itself is in the answer and nowhere else, ever again.
 * @param request `name` for lists, up to 100 characters
 * @throws {TooManyKeysError}
 */
export async function createApiKey(
  { accounts, clock, ids }: AccountDeps,
  { userId, name }: { readonly userId: string; readonly name: string },
): Promise<{ apiKey: string; record: ApiKeyRecord }> {
  const active = (await accounts.listKeys(userId)).filter((key) => key.revokedAtEpochMs === undefined);
  if (active.length >= MAX_ACTIVE_KEYS) throw new TooManyKeysError();
  const apiKey = newApiKey(ids);
  const record: ApiKeyRecord = {
    keyHash: hashOfApiKey(apiKey),
    keyPrefix: prefixOfApiKey(apiKey),
    userId,
    name,
    createdAtEpochMs: clock.now(),
  };
  await accounts.putKey(record);
  return { apiKey, record };
}
