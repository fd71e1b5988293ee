import { createApiKey } from "../../core/accounts/create-api-key.ts";
import type { AdminRequestOf } from "../../core/contract/admin-api.ts";
import { NotFoundError } from "../../core/contract/errors.ts";
import type { ApiKeyRecord } from "../../core/ports/accounts.ts";
import type { AdminDeps } from "./deps.ts";

const isoTime = (atEpochMs: number | undefined) =>
  atEpochMs === undefined ? null : new Date(atEpochMs).toISOString();

const presented = (key: ApiKeyRecord) => ({
  keyId: key.keyHash,
  keyPrefix: key.keyPrefix,
  name: key.name,
  createdAt: isoTime(key.createdAtEpochMs),
  lastUsedAt: isoTime(key.lastUsedAtEpochMs),
  revokedAt: isoTime(key.revokedAtEpochMs),
});

export async function keyCreate(deps: AdminDeps, request: AdminRequestOf<"key.create">) {
  const { apiKey, record } = await createApiKey(deps, request);
  return { apiKey, ...presented(record) };
}

export async function keyList({ accounts }: AdminDeps, { userId }: AdminRequestOf<"key.list">) {
  return { keys: (await accounts.listKeys(userId)).map(presented) };
}

export async function keyRevoke({ accounts, clock }: AdminDeps, request: AdminRequestOf<"key.revoke">) {
  const { userId, keyId } = request;
  const key = await accounts.getKey(keyId);
  if (key?.userId !== userId) {
    throw new NotFoundError("KEY_NOT_FOUND", `Account ${userId} has no key ${keyId}.`);
  }
  await accounts.revokeKey(keyId, clock.now());
  return { revoked: true, keyId };
}
