import { planTerms } from "../catalog/plans.ts";
import { AppError } from "../contract/errors.ts";
import type { Account } from "../ports/accounts.ts";
import type { RequestCounter } from "../ports/requests.ts";
import type { Clock } from "../ports/time-and-ids.ts";

const DAY_MS = 24 * 3_600_000;

/** 429: the plan gives no more of it today. */
export class DailyLimitError extends AppError {
  constructor(what: string, limit: number, retryAfterSeconds: number) {
    super("DAILY_LIMIT", `At most ${limit} ${what} a day.`, {
      httpStatus: 429,
      isRetryable: true,
      data: { limit, retryAfterSeconds },
    });
  }
}

/**
 * Counts one regeneration of a scene against what the plan gives in a day (UTC): one that fails costs its user nothing
 * and us a vendor's price.
 * @throws {DailyLimitError} 429
 */
export async function countRegeneration(
  { requests, clock }: { readonly requests: RequestCounter; readonly clock: Clock },
  { userId, plan }: Pick<Account, "userId" | "plan">,
): Promise<void> {
  const now = clock.now();
  const startEpochMs = now - (now % DAY_MS);
  const endEpochMs = startEpochMs + DAY_MS;
  const limit = planTerms[plan].regenerationsPerDay;
  const count = await requests.count({ userId, kind: "regenerations", startEpochMs, endEpochMs, limit });
  if (count === undefined) {
    throw new DailyLimitError("regenerations", limit, Math.ceil((endEpochMs - now) / 1000));
  }
}
