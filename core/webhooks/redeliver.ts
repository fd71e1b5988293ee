import { NotFoundError, TransientError } from "../contract/errors.ts";
import type { Delivery } from "../ports/webhooks.ts";
import { restarted } from "./schedule.ts";
import type { OrderDeps } from "./webhook-deps.ts";

/** Somebody may be sending it while it is restarted: then it is read again. */
const MAX_TRIES = 5;

/**
 * Sends a delivery again from the start of the schedule, whatever became of it; one that is being sent right now is left
 * alone. The account's endpoint is where it is now.
 *
 * @throws {NotFoundError} 404 delivery_not_found, also for another account's @throws {TransientError} 503
 */
export async function redeliver(deps: OrderDeps, userId: string, deliveryId: string): Promise<Delivery> {
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    const delivery = await deps.webhooks.getDelivery(deliveryId);
    if (delivery?.userId !== userId) {
      throw new NotFoundError("delivery_not_found", "There is no such delivery.");
    }
    const next = restarted(delivery, deps.clock.now());
    if (next === delivery) return delivery;
    if (!(await deps.webhooks.putDelivery(next, delivery.version))) continue;
    await deps.queue.order([deliveryId]);
    return next;
  }
  throw new TransientError("The delivery is changing. Please try again.");
}
