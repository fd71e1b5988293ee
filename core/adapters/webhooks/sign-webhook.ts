import { Webhook } from "standardwebhooks";
import type { SignWebhook } from "../../ports/webhooks.ts";

/** `webhook-signature` has one signature for each secret; a receiver needs to know one of them. */
export const signWebhook: SignWebhook = ({ messageId, atEpochMs, body, secrets }) => {
  const timestamp = new Date(atEpochMs);
  return {
    "webhook-id": messageId,
    "webhook-timestamp": String(Math.floor(atEpochMs / 1000)),
    "webhook-signature": secrets
      .map((secret) => new Webhook(secret).sign(messageId, timestamp, body))
      .join(" "),
  };
};
