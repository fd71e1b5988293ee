import type { WebhookSettings } from "../ports/webhooks.ts";
import type { WebhookSettingsDeps } from "./webhook-deps.ts";

/** A rotation that comes again this soon is the same one, sent twice: it must not retire the secret still in use. */
const SAME_ROTATION_MS = 60_000;

/** The account's live secrets, the newest first: one, or after a rotation two. Every one of them signs. */
export async function liveSecrets(
  { secrets }: Pick<WebhookSettingsDeps, "secrets">,
  { userId, secretNumber }: WebhookSettings,
): Promise<readonly [newest: string, ...previous: string[]]> {
  const newest = await secrets(userId, secretNumber);
  return secretNumber === 1 ? [newest] : [newest, await secrets(userId, secretNumber - 1)];
}

/**
 * Gives the account a new secret. The one before lives on until the next rotation, and both sign, so that an endpoint
 * can change over when it likes. Again within a minute, it changes nothing.
 */
export async function rotateSecret(deps: WebhookSettingsDeps, userId: string): Promise<WebhookSettings> {
  const { webhooks, clock } = deps;
  const settings = await webhooks.getSettings(userId);
  const { secretNumber, rotatedAtEpochMs = Number.NEGATIVE_INFINITY } = settings;
  const now = clock.now();
  if (now - rotatedAtEpochMs < SAME_ROTATION_MS) return settings;
  const isMine = await webhooks.rotateSecret(userId, secretNumber, now);
  return isMine
    ? { ...settings, secretNumber: secretNumber + 1, rotatedAtEpochMs: now }
    : webhooks.getSettings(userId);
}
