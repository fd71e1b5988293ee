import { MAX_ACTIVE_KEYS } from "../catalog/plans.ts";
import { AppError, UnknownAccountError } from "../contract/errors.ts";
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
 * Makes a key. The key itself is in the answer and nowhere else, ever again. So a request that comes twice cannot be
 * given the same key: the second one replaces the first, and one key is good in the end.
 *
 * @param request `name` for lists, up to 100 characters
 * @throws {TooManyKeysError} @throws {UnknownAccountError}
 */
export async function createApiKey(
  { accounts, clock, ids }: AccountDeps,
  request: { readonly userId: string; readonly name: string; readonly requestId?: string | undefined },
): Promise<{ apiKey: string; record: ApiKeyRecord }> {
  const { userId, name, requestId } = request;
  if ((await accounts.get(userId)) === undefined) throw new UnknownAccountError(userId);
  const apiKey = newApiKey(ids);
  const record: ApiKeyRecord = {
    keyHash: hashOfApiKey(apiKey),
    keyPrefix: prefixOfApiKey(apiKey),
    userId,
    name,
    ...(requestId !== undefined && { requestId }),
    createdAtEpochMs: clock.now(),
  };
  if (!(await accounts.addKey(record, MAX_ACTIVE_KEYS))) throw new TooManyKeysError();
  return { apiKey, record };
}
