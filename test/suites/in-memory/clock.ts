import type { Clock, Ids } from "../../../core/ports/time-and-ids.ts";

/** A clock that stands until it is moved. */
export interface TestClock extends Clock {
  advance(byMs: number): void;
}

export function testClock(startEpochMs = Date.UTC(2026, 10, 15, 12)): TestClock {
  let now = startEpochMs;
  return {
    now: () => now,
    advance(byMs) {
      now += byMs;
    },
  };
}

/** Ids that count; `random` gives 0, 1, 2 … below the limit, again and again. */
export function testIds(): Ids {
  let count = 0;
  return {
    next: (prefix) => `${prefix}_${String(++count).padStart(6, "0")}`,
    secret: () => (++count).toString(16).padStart(32, "0"),
    random: (limit) => ++count % limit,
  };
}
