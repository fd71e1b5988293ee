import type { Delivery, WebhookSettings } from "../../core/ports/webhooks.ts";
import { messageIdOf } from "../../core/webhooks/accept-event.ts";

const isoOrNull = (epochMs: number | undefined): string | null =>
  epochMs === undefined ? null : new Date(epochMs).toISOString();

/** A delivery as the Media API shows it; `id` names it to `…/redeliver`, `message_id` is its `webhook-id`. */
export const deliveryView = (delivery: Delivery) => ({
  id: delivery.deliveryId,
  message_id: messageIdOf(delivery.event),
  event: delivery.event.name,
  url: delivery.url,
  status: delivery.state,
  attempts: delivery.attempts,
  last_status: delivery.lastStatus ?? null,
  last_error: delivery.lastError ?? null,
  last_attempt_at: isoOrNull(delivery.lastAttemptAtEpochMs),
  next_attempt_at: delivery.state === "pending" ? isoOrNull(delivery.nextAttemptAtEpochMs) : null,
  created_at: isoOrNull(delivery.createdAtEpochMs),
  delivered_at: isoOrNull(delivery.deliveredAtEpochMs),
});

export const endpointView = ({ endpointUrl, endpointSetAtEpochMs }: WebhookSettings) => ({
  url: endpointUrl ?? null,
  updated_at: isoOrNull(endpointSetAtEpochMs),
});

/** @param secrets the live ones, the newest first */
export const secretView = (
  { rotatedAtEpochMs }: WebhookSettings,
  [secret, previous]: readonly [string, ...string[]],
) => ({ secret, previous_secret: previous ?? null, rotated_at: isoOrNull(rotatedAtEpochMs) });
