import type { Delivery, PostOutcome } from "../ports/webhooks.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What follows the first attempt, each counted from the end of the one before. Then a delivery is a dead letter. */
export const RETRY_DELAYS_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
] as const;

/** Each delay is up to this share longer, so that what failed together does not come back together. */
const JITTER = 0.2;
/** Longer than a sender can live: what is in flight after this has lost its sender. */
export const LEASE_MS = MINUTE;
/** A sender that dies is not the endpoint's failure; one that always dies must end some time. */
const MOST_LOSSES = 10;
const KEPT_FOR_MS = 30 * 24 * HOUR;
/** An order may get lost: the sweep gives another after this. */
const ORDER_AGAIN_MS = 10 * MINUTE;

/** A new or restarted delivery's first attempt: now. */
export const dueNow = (nowEpochMs: number) => ({
  state: "pending" as const,
  failures: 0,
  losses: 0,
  isInFlight: false,
  nextAttemptAtEpochMs: nowEpochMs,
  // The sender that was just told of it comes first.
  sweepAtEpochMs: nowEpochMs + LEASE_MS,
  expiresAtEpochMs: nowEpochMs + KEPT_FOR_MS,
});

export const isDue = ({ state, nextAttemptAtEpochMs }: Delivery, nowEpochMs: number): boolean =>
  state === "pending" && nextAttemptAtEpochMs <= nowEpochMs;

/** The delivery with its next attempt begun, or given up: its senders died again and again. */
export function beginAttempt(delivery: Delivery, url: string, nowEpochMs: number): Delivery {
  const losses = delivery.losses + (delivery.isInFlight ? 1 : 0);
  const next = { ...delivery, version: delivery.version + 1, losses, url };
  if (losses >= MOST_LOSSES) {
    return { ...next, state: "failed", isInFlight: false, lastError: "It could not be sent." };
  }
  return {
    ...next,
    isInFlight: true,
    attempts: delivery.attempts + 1,
    lastAttemptAtEpochMs: nowEpochMs,
    nextAttemptAtEpochMs: nowEpochMs + LEASE_MS,
    sweepAtEpochMs: nowEpochMs + LEASE_MS,
  };
}

/**
 * The delivery after its attempt: delivered by any 2xx; otherwise the next attempt by the schedule, or failed for good.
 * @param jitter 0 ≤ jitter < 1
 */
export function endAttempt(
  delivery: Delivery,
  outcome: PostOutcome,
  { nowEpochMs, jitter }: { readonly nowEpochMs: number; readonly jitter: number },
): Delivery {
  const { lastStatus: _status, lastError: _error, ...rest } = delivery;
  const ended = { ...rest, version: delivery.version + 1, isInFlight: false };
  if ("status" in outcome && outcome.status >= 200 && outcome.status < 300) {
    return { ...ended, state: "delivered", lastStatus: outcome.status, deliveredAtEpochMs: nowEpochMs };
  }
  const failed = {
    ...ended,
    failures: delivery.failures + 1,
    ...("status" in outcome
      ? { lastStatus: outcome.status, lastError: `The endpoint answered ${outcome.status}.` }
      : { lastError: outcome.error }),
  };
  const delayMs = RETRY_DELAYS_MS[delivery.failures];
  if (delayMs === undefined) return { ...failed, state: "failed" };
  const nextAttemptAtEpochMs = nowEpochMs + Math.round(delayMs * (1 + JITTER * jitter));
  return { ...failed, nextAttemptAtEpochMs, sweepAtEpochMs: nextAttemptAtEpochMs };
}

/** There is no URL to send it to any more: nothing that time can mend. */
export const withoutEndpoint = (delivery: Delivery): Delivery => ({
  ...delivery,
  version: delivery.version + 1,
  state: "failed",
  isInFlight: false,
  lastError: "The account has no endpoint any more.",
});

/** Ordered; the sweep looks again later, should the order get lost. */
export const ordered = (delivery: Delivery, nowEpochMs: number): Delivery => ({
  ...delivery,
  version: delivery.version + 1,
  sweepAtEpochMs: nowEpochMs + ORDER_AGAIN_MS,
});

/** From the start, whatever became of it; one that is being sent right now goes on. */
export function restarted(delivery: Delivery, nowEpochMs: number): Delivery {
  if (delivery.isInFlight && delivery.nextAttemptAtEpochMs > nowEpochMs) return delivery;
  const { deliveredAtEpochMs: _delivered, ...rest } = delivery;
  return { ...rest, version: delivery.version + 1, ...dueNow(nowEpochMs) };
}
