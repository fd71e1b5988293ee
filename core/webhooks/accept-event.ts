import { createHash } from "node:crypto";
import type { BusEvent } from "../contract/bus-events.ts";
import type { Delivery } from "../ports/webhooks.ts";
import { dueNow } from "./schedule.ts";
import type { SendDeps } from "./webhook-deps.ts";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** `webhook-id`: the same for every endpoint, attempt and redelivery of an event, so that a receiver can drop repeats by it. */
export const messageIdOf = (event: BusEvent): string => `msg_${digest(event.detail.id)}`;

const deliveryIdOf = (event: BusEvent, target: Delivery["target"]): string =>
  `whd_${digest(`${event.detail.id}\n${target}`)}`;

/**
 * Makes the deliveries of an event: to the account's endpoint, and to the URL that the work itself was given, if that is
 * another. Their keys are the event's id and the target, so an event that comes twice makes nothing new.
 *
 * @returns ids of its deliveries, those that were there included: whoever made them may have died before sending
 */
export async function acceptEvent(
  deps: Pick<SendDeps, "webhooks" | "clock" | "renders">,
  event: BusEvent,
  occurredAtEpochMs: number,
): Promise<string[]> {
  const { userId } = event.detail;
  const [{ endpointUrl }, ownUrl] = await Promise.all([
    deps.webhooks.getSettings(userId),
    ownUrlOf(deps, event),
  ]);
  const targets = [
    { target: "account" as const, url: endpointUrl },
    { target: "own" as const, url: ownUrl === endpointUrl ? undefined : ownUrl },
  ];
  const ids = targets.map(async ({ target, url }) => {
    if (url === undefined) return [];
    const deliveryId = deliveryIdOf(event, target);
    const now = deps.clock.now();
    const delivery: Delivery = {
      deliveryId,
      version: 1,
      userId,
      target,
      url,
      event,
      occurredAtEpochMs,
      attempts: 0,
      createdAtEpochMs: now,
      ...dueNow(now),
    };
    await deps.webhooks.putDelivery(delivery, 0);
    return [deliveryId];
  });
  return (await Promise.all(ids)).flat();
}

async function ownUrlOf(
  { renders }: Pick<SendDeps, "renders">,
  { detail }: BusEvent,
): Promise<string | undefined> {
  return "renderId" in detail ? (await renders.get(detail.renderId))?.webhookUrl : undefined;
}
