import type { Hold } from "../ports/credit-store.ts";
import { type CreditDeps, changeHold, type HoldRef } from "./change-credits.ts";
import { decideSettlement } from "./decide-settlement.ts";
import { UnknownHoldError } from "./errors.ts";
import { sweep } from "./sweep.ts";

/**
 * Charges what was spent of a hold and gives the rest back. The same capture again is a no-op.
 *
 * @param request `spentCredits`: whole, 0 to the hold's credits
 * @returns the settled hold
 * @throws {HoldClosedError} it was settled for another amount, or has expired
 * @throws {OverspendError} @throws {UnknownHoldError} @throws {UnknownAccountError} @throws {TransientError}
 */
export async function captureHold(
  deps: CreditDeps,
  request: HoldRef & { readonly spentCredits: number },
): Promise<Hold> {
  const { userId, holdId, spentCredits } = request;
  return changeHold(deps, { userId, holdId }, (account, hold, now) => {
    if (hold === undefined) throw new UnknownHoldError(holdId);
    if (hold.state === "settled" && hold.spentCredits === spentCredits) return { result: hold };
    const change = decideSettlement(account, hold, spentCredits, now);
    return { change, result: change.hold.after };
  });
}

/**
 * Gives all of a hold back, if it is still open. One that is settled, expired or was never made stays as it is: this is
 * what cleaning up calls, which may come late or twice.
 *
 * @returns the hold as it is now; undefined when there is none
 * @throws {UnknownAccountError} @throws {TransientError}
 */
export async function releaseHold(deps: CreditDeps, request: HoldRef): Promise<Hold | undefined> {
  return endHold(deps, request, "settled");
}

/** What one sweep did. */
export interface Sweep {
  readonly expired: number;
  /** There may be more. */
  readonly isPartial: boolean;
}

/**
 * Gives back what nobody settled in time; called each minute. One that cannot be given back does not keep the others.
 * @param limit holds in one sweep
 * @throws {AggregateError} at the end, with what went wrong
 */
export async function expireHolds(deps: CreditDeps, limit = 200): Promise<Sweep> {
  const due = await deps.credits.listExpiredHolds(deps.clock.now(), limit);
  const { count, failures } = await sweep(due, async (hold) => {
    const after = await endHold(deps, hold, "expired");
    return after?.state === "expired";
  });
  if (failures.length > 0) throw new AggregateError(failures, "Some holds could not be expired.");
  return { expired: count, isPartial: due.length === limit };
}

async function endHold(
  deps: CreditDeps,
  { userId, holdId }: HoldRef,
  state: "settled" | "expired",
): Promise<Hold | undefined> {
  return changeHold(deps, { userId, holdId }, (account, hold, now) => {
    if (hold === undefined || hold.state !== "open") return { result: hold };
    const change = decideSettlement(account, hold, 0, now, state);
    return { change, result: change.hold.after };
  });
}
