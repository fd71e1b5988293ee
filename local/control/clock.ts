import type { Clock } from "../types.ts";

interface Timer {
  readonly dueEpochMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** The longest delay that the host's timers take; a later timer is armed again when it comes due. */
const LONGEST_HOST_DELAY_MS = 2 ** 31 - 1;

/**
 * The account's clock: the host's, moved forward by `advance`, and faster when told to by `runAt`. A move is one jump, like a laptop that slept: the listeners
 * hear of it first, then each timer that came due runs once, in the order of due times, all of them seeing the new time.
 *
 * @param startOffsetMs where an earlier boot left it, so that time never runs backwards for stored state
 */
export function createClock(startOffsetMs = 0, hostNow: () => number = Date.now): Clock {
  const timers = new Set<Timer>();
  const listeners: ((offsetMs: number) => void)[] = [];
  let movedMs = startOffsetMs;
  let speed = 1;
  let speedSinceHostMs = hostNow();
  let created = 0;
  let armed: NodeJS.Timeout | undefined;

  const offset = () => movedMs + Math.max(0, hostNow() - speedSinceHostMs) * (speed - 1);
  const now = () => hostNow() + offset();

  const arm = () => {
    clearTimeout(armed);
    armed = undefined;
    let nextEpochMs = Number.POSITIVE_INFINITY;
    for (const timer of timers) nextEpochMs = Math.min(nextEpochMs, timer.dueEpochMs);
    if (nextEpochMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.min(Math.ceil(Math.max(nextEpochMs - now(), 0) / speed), LONGEST_HOST_DELAY_MS);
    armed = setTimeout(runDue, delayMs);
    // Servers keep the process up; a far timer alone must not.
    armed.unref();
  };

  const runDue = () => {
    const atEpochMs = now();
    const due = [...timers].filter((timer) => timer.dueEpochMs <= atEpochMs);
    due.sort((a, b) => a.dueEpochMs - b.dueEpochMs || a.order - b.order);
    for (const timer of due) {
      // An earlier callback of this round may have cancelled it.
      if (timers.delete(timer)) timer.callback();
    }
    arm();
  };

  const after = (delayMs: number, callback: () => void) => {
    if (!(delayMs >= 0)) throw new RangeError(`a timer needs a delay of 0 ms or more: ${delayMs}`);
    created += 1;
    const timer: Timer = { dueEpochMs: now() + delayMs, order: created, callback };
    timers.add(timer);
    arm();
    return () => {
      if (timers.delete(timer)) arm();
    };
  };

  return {
    now,
    get offsetMs() {
      return offset();
    },
    get speed() {
      return speed;
    },
    runAt(wanted) {
      if (!(wanted >= 1)) throw new RangeError(`the clock runs at the host's speed or faster: ${wanted}`);
      movedMs = offset();
      speedSinceHostMs = hostNow();
      speed = wanted;
      arm();
    },
    advance(byMs) {
      if (!Number.isFinite(byMs) || byMs < 0)
        throw new RangeError(`the clock only moves forward: ${byMs} ms`);
      movedMs += byMs;
      for (const listener of listeners) listener(offset());
      runDue();
    },
    after,
    sleep(delayMs, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(abortReason(signal));
        const onAbort = () => {
          cancel();
          if (signal) reject(abortReason(signal));
        };
        const cancel = after(delayMs, () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        });
        signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
    onAdvance(listener) {
      listeners.push(listener);
    },
  };
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("aborted", { cause: signal.reason });
}
