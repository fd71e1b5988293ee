import { createHmac } from "node:crypto";
import type { WebhookSecrets } from "../../ports/webhooks.ts";

/**
 * Derives every account's secrets from one root, so that none is stored: HMAC-SHA256 of the account and the number. Who has
 * one secret learns nothing of another.
 *
 * @param readRoot gives the deployment's root, cached
 */
export const derivedSecrets =
  (readRoot: () => Promise<string>): WebhookSecrets =>
  async (userId, secretNumber) => {
    const derived = createHmac("sha256", await readRoot()).update(JSON.stringify([userId, secretNumber]));
    return `whsec_${derived.digest("base64")}`;
  };
