import * as z from "zod";
import { parseBusEvent } from "../../core/contract/bus-events.ts";
import { acceptEvent } from "../../core/webhooks/accept-event.ts";
import { attemptDelivery } from "../../core/webhooks/attempt-delivery.ts";
import type { SendDeps } from "../../core/webhooks/webhook-deps.ts";
import type { Logger } from "../runtime/logger.ts";

/** What the sender needs; wiring.ts makes it. */
export interface WebhookSenderDeps extends SendDeps {
  readonly logger: Logger;
}

const batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

const message = z.union([
  z.object({ deliveryId: z.string() }),
  z
    .object({ "detail-type": z.unknown(), detail: z.unknown(), time: z.iso.datetime() })
    .transform(({ "detail-type": name, detail, time }) => ({
      event: parseBusEvent(name, detail),
      occurredAtEpochMs: Date.parse(time),
    })),
]);

/**
 * Sends the webhooks that a batch of messages asks for: an event as a rule of EventBridge passes it on, or the order
 * `{ deliveryId }`. A message may come twice, or to two senders at once.
 *
 * @returns the messages to be delivered again. An endpoint that fails is none of them, for its next attempt is in the
 *   delivery; what nobody can read goes to the dead-letter queue in the end
 */
export async function sendBatch(
  deps: WebhookSenderDeps,
  event: unknown,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const { Records } = batch.parse(event);
  const failures = Records.map(async ({ messageId, body }) => {
    try {
      await send(deps, body);
      return [];
    } catch (error) {
      const asError = error instanceof Error ? error : new Error(String(error));
      deps.logger.error("message failed", { messageId, error: asError });
      return [{ itemIdentifier: messageId }];
    }
  });
  return { batchItemFailures: (await Promise.all(failures)).flat() };
}

async function send(deps: WebhookSenderDeps, body: string): Promise<void> {
  const asked = message.parse(JSON.parse(body));
  const deliveryIds =
    "deliveryId" in asked
      ? [asked.deliveryId]
      : await acceptEvent(deps, asked.event, asked.occurredAtEpochMs);
  await Promise.all(
    deliveryIds.map(async (deliveryId) => {
      const result = await attemptDelivery(deps, deliveryId);
      deps.logger.info("attempted", { deliveryId, result });
    }),
  );
}
