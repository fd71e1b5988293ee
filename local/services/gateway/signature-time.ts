import { AwsError, type Clock } from "../../types.ts";
import type { SignatureClaim } from "./signed-request.ts";

/** The host's time and the account's, which may have been moved ahead; both in ms since 1970 UTC. */
export interface Times {
  readonly hostEpochMs: number;
  readonly movedEpochMs: number;
  /** When, by the host's clock, the account's was moved last. */
  readonly lastMoveHostEpochMs: number;
}

const MOST_SKEW_MS = 15 * 60 * 1000;

/** Reads both clocks, and remembers when they parted. */
export function createTimes(clock: Clock, hostNow: () => number = Date.now): () => Times {
  let lastMoveHostEpochMs = 0;
  clock.onAdvance(() => {
    lastMoveHostEpochMs = hostNow();
  });
  return () => ({ hostEpochMs: hostNow(), movedEpochMs: clock.now(), lastMoveHostEpochMs });
}

/**
 * Functions sign with the moved clock, programs outside with the host's: a signature may be fresh by either.
 * A presigned address counts by the account's clock; only one that was made by the host's clock since the last move counts
 * by that, so that moving the clock expires every address made before.
 *
 * @throws AwsError `RequestTimeTooSkewed`, `AccessDenied`
 */
export function checkTime(claim: SignatureClaim, times: Times): void {
  const { signedAtEpochMs: signedAt } = claim;
  const { hostEpochMs, movedEpochMs, lastMoveHostEpochMs } = times;
  const isFresh = [hostEpochMs, movedEpochMs].some((now) => Math.abs(now - signedAt) <= MOST_SKEW_MS);
  if (claim.kind === "header") {
    if (isFresh) return;
    throw new AwsError(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      403,
    );
  }
  if (signedAt > Math.max(hostEpochMs, movedEpochMs) + MOST_SKEW_MS) {
    throw new AwsError("AccessDenied", "Request is not valid yet", 403);
  }
  // Dates in signatures have whole seconds: one of the very second of the move counts as made before it.
  const isMadeByHostClock = signedAt >= lastMoveHostEpochMs && signedAt <= hostEpochMs + 1000;
  const now = isMadeByHostClock ? hostEpochMs : movedEpochMs;
  if (now > signedAt + claim.expiresInSeconds * 1000) {
    throw new AwsError("AccessDenied", "Request has expired", 403);
  }
}
