import type { Clock } from "../../ports/time-and-ids.ts";

/** The time of the runtime. */
export const systemClock: Clock = { now: () => Date.now() };
