import type { BusEvent } from "../contract/bus-events.ts";

/** Tells the outside that something ended. At least once. @throws when the bus did not take it */
export interface EventBus {
  publish(event: BusEvent): Promise<void>;
}
