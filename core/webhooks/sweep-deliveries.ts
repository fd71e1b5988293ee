import { isDue, ordered } from "./schedule.ts";
import type { OrderDeps } from "./webhook-deps.ts";

/** More than that wait for the next minute. */
const MOST_AT_ONCE = 500;

/**
 * Orders what is due: the next attempts of the schedule, and whatever lost its sender or its order. Again, it orders nothing
 * twice within ten minutes; an order too many is skipped by the sender.
 *
 * @returns how many were ordered
 */
export async function sweepDeliveries({ webhooks, clock, queue }: OrderDeps): Promise<number> {
  const now = clock.now();
  const due = (await webhooks.listDue(now + 1, MOST_AT_ONCE)).filter((delivery) => isDue(delivery, now));
  const taken = await Promise.all(
    due.map(async (delivery) =>
      (await webhooks.putDelivery(ordered(delivery, now), delivery.version)) ? [delivery.deliveryId] : [],
    ),
  );
  const deliveryIds = taken.flat();
  await queue.order(deliveryIds);
  return deliveryIds.length;
}
