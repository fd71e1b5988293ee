import { type PlanTerms, planTerms } from "../catalog/plans.ts";
import { AppError } from "../contract/errors.ts";
import type { Caller } from "../ports/accounts.ts";
import type { RequestCounter, RequestWindow } from "../ports/requests.ts";
import type { Clock } from "../ports/time-and-ids.ts";

const DAY_MS = 24 * 3_600_000;

/** What counting by the day needs. */
export interface DailyDeps {
  readonly requests: RequestCounter;
  readonly clock: Clock;
}

type Daily = Exclude<RequestWindow["kind"], "requests">;
type Owner = Pick<Caller, "userId" | "plan">;

const terms = {
  regenerations: "regenerationsPerDay",
  failures: "failuresPerDay",
  cancels: "cancelsPerDay",
  uploads: "uploadsPerDay",
} as const satisfies Record<Daily, keyof PlanTerms>;

const words: Readonly<Record<Daily, string>> = {
  regenerations: "regenerations",
  failures: "failed generations",
  cancels: "cancels",
  uploads: "uploads",
};

/** 429: the plan gives no more of it today. `data.retryAfterSeconds`: until the day (UTC) ends. */
export class DailyLimitError extends AppError {
  constructor(kind: Daily, limit: number, retryAfterSeconds: number) {
    super("DAILY_LIMIT", `At most ${limit} ${words[kind]} a day.`, {
      httpStatus: 429,
      isRetryable: true,
      data: { limit, retryAfterSeconds },
    });
  }
}

/**
 * Counts one regeneration of a scene against what the plan gives in a day (UTC): one that fails costs its user nothing
 * and us a vendor's price.
 * @param name of the generation that is made; the same again is counted once
 * @throws {DailyLimitError} 429
 */
export const countRegeneration = (deps: DailyDeps, owner: Owner, name: string): Promise<void> =>
  countOne(deps, owner, { kind: "regenerations", name });

/**
 * Counts one cancel of work that is underway, which gives back what the work holds.
 * @param workId of the run or render; the same again is counted once
 * @throws {DailyLimitError} 429
 */
export const countCancel = (deps: DailyDeps, owner: Owner, workId: string): Promise<void> =>
  countOne(deps, owner, { kind: "cancels", name: workId });

/**
 * Counts one upload that is begun: what is stored costs us, used or not.
 * @param uploadId the same again is counted once
 * @throws {DailyLimitError} 429
 */
export const countUpload = (deps: DailyDeps, owner: Owner, uploadId: string): Promise<void> =>
  countOne(deps, owner, { kind: "uploads", name: uploadId });

/** Counts a generation that failed after a vendor was asked for it, whatever the plan. @param name its hold's id: once */
export async function countFailure(deps: DailyDeps, userId: string, name: string): Promise<void> {
  const window = dayOf(deps, { userId, kind: "failures", limit: Number.MAX_SAFE_INTEGER });
  await deps.requests.countOnce(window, name);
}

/** Generations that failed today; consistent. */
export const failuresToday = (deps: DailyDeps, userId: string): Promise<number> =>
  deps.requests.counted(dayOf(deps, { userId, kind: "failures", limit: Number.MAX_SAFE_INTEGER }));

/** @throws {DailyLimitError} 429, as many generations have failed today as the plan bears */
export function requireFailuresLeft(
  deps: Pick<DailyDeps, "clock">,
  { userId, plan }: Owner,
  failedToday: number,
): void {
  const window = dayOf(deps, { userId, kind: "failures", limit: planTerms[plan].failuresPerDay });
  if (failedToday >= window.limit) throw refusal(deps, window);
}

async function countOne(
  deps: DailyDeps,
  { userId, plan }: Owner,
  { kind, name }: { readonly kind: Daily; readonly name: string },
): Promise<void> {
  const window = dayOf(deps, { userId, kind, limit: planTerms[plan][terms[kind]] });
  if (!(await deps.requests.countOnce(window, name))) throw refusal(deps, window);
}

type DailyWindow = RequestWindow & { readonly kind: Daily };

function dayOf(
  { clock }: Pick<DailyDeps, "clock">,
  what: Pick<DailyWindow, "userId" | "kind" | "limit">,
): DailyWindow {
  const now = clock.now();
  const startEpochMs = now - (now % DAY_MS);
  return { ...what, startEpochMs, endEpochMs: startEpochMs + DAY_MS };
}

const refusal = ({ clock }: Pick<DailyDeps, "clock">, { kind, limit, endEpochMs }: DailyWindow) =>
  new DailyLimitError(kind, limit, Math.ceil((endEpochMs - clock.now()) / 1000));
