import type { Delivery } from "../ports/webhooks.ts";
import { messageIdOf } from "./accept-event.ts";
import { payloadOf } from "./payload.ts";
import { beginAttempt, endAttempt, isDue, withoutEndpoint } from "./schedule.ts";
import { liveSecrets } from "./secret.ts";
import type { SendDeps } from "./webhook-deps.ts";

/** Shorter delays than the sweep's minute are the queue's. */
const SWEPT_EVERY_MS = 60_000;
/** Steps of the jitter. */
const JITTER_STEPS = 1000;

/** `skipped`: not due, delivered already, or somebody else is at it. */
export type AttemptResult = Delivery["state"] | "skipped";

/**
 * Sends a delivery once, if it is due. Marks it as in flight before the POST, so that of two orders one sends; a sender that
 * dies in between is noticed when its lease is over, and the POST is made again (at least once, never never).
 *
 * @throws what the stores, the secrets and the media host throw; nothing is counted against the endpoint then
 */
export async function attemptDelivery(deps: SendDeps, deliveryId: string): Promise<AttemptResult> {
  const { webhooks, clock } = deps;
  const delivery = await webhooks.getDelivery(deliveryId);
  if (delivery === undefined || !isDue(delivery, clock.now())) return "skipped";

  const settings = await webhooks.getSettings(delivery.userId);
  const url = delivery.target === "account" ? settings.endpointUrl : delivery.url;
  if (url === undefined) return keep(deps, withoutEndpoint(delivery), delivery.version);
  const secrets = await liveSecrets(deps, settings);
  const { event, occurredAtEpochMs } = delivery;
  const body = JSON.stringify(payloadOf(event, occurredAtEpochMs, await deps.media.baseUrl()));

  const begun = beginAttempt(delivery, url, clock.now());
  const isMine = await webhooks.putDelivery(begun, delivery.version);
  if (!isMine) return "skipped";
  if (begun.state === "failed") return "failed";
  const headers = deps.sign({ messageId: messageIdOf(event), atEpochMs: clock.now(), body, secrets });
  const outcome = await deps.post(url, { headers, body });

  const jitter = deps.ids.random(JITTER_STEPS) / JITTER_STEPS;
  const ended = endAttempt(begun, outcome, { nowEpochMs: clock.now(), jitter });
  const result = await keep(deps, ended, begun.version);
  const delayMs = ended.nextAttemptAtEpochMs - clock.now();
  if (result === "pending" && delayMs < SWEPT_EVERY_MS) await deps.queue.order([deliveryId], delayMs);
  return result;
}

async function keep(
  { webhooks }: Pick<SendDeps, "webhooks">,
  delivery: Delivery,
  expectedVersion: number,
): Promise<AttemptResult> {
  return (await webhooks.putDelivery(delivery, expectedVersion)) ? delivery.state : "skipped";
}
