import { planTerms } from "../catalog/plans.ts";
import { AppError } from "../contract/errors.ts";
import type { Account } from "../ports/accounts.ts";
import type { RequestCounter } from "../ports/requests.ts";
import type { Clock } from "../ports/time-and-ids.ts";

const WINDOW_MS = 60_000;

/** Where an account stands in the present minute. */
export interface RateStanding {
  /** Requests a minute. */
  readonly limit: number;
  /** Requests that are left until the reset. */
  readonly remaining: number;
  /** Seconds since 1970 UTC. */
  readonly resetEpochSeconds: number;
}

/** 429: the minute's requests are used up. */
export class RateLimitedError extends AppError {
  readonly standing: RateStanding;
  constructor(standing: RateStanding, retryAfterSeconds: number) {
    super(
      "RATE_LIMITED",
      `At most ${standing.limit} requests a minute. Try again in ${retryAfterSeconds} seconds.`,
      { httpStatus: 429, isRetryable: true, data: { limit: standing.limit, retryAfterSeconds } },
    );
    this.standing = standing;
  }
}

/**
 * Counts one request of an account against its plan's requests a minute (UTC minutes). Exact, however many come at once.
 * @throws {RateLimitedError} 429
 */
export async function countRequest(
  { requests, clock }: { readonly requests: RequestCounter; readonly clock: Clock },
  { userId, plan }: Pick<Account, "userId" | "plan">,
): Promise<RateStanding> {
  const now = clock.now();
  const startEpochMs = now - (now % WINDOW_MS);
  const endEpochMs = startEpochMs + WINDOW_MS;
  const limit = planTerms[plan].requestsPerMinute;
  const count = await requests.count({ userId, kind: "requests", startEpochMs, endEpochMs, limit });
  const standing = { limit, remaining: limit - (count ?? limit), resetEpochSeconds: endEpochMs / 1000 };
  if (count === undefined) throw new RateLimitedError(standing, Math.ceil((endEpochMs - now) / 1000));
  return standing;
}
