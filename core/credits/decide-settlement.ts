import type { Account } from "../ports/accounts.ts";
import type { Hold, LedgerEntry } from "../ports/credit-store.ts";
import type { HoldChange } from "./decide-hold.ts";
import { HoldClosedError, OverspendError } from "./errors.ts";

/**
 * Decides how an open hold ends: what was spent is captured, the rest goes back to where it came from. Spending takes
 * the hold's monthly credits first; monthly credits of a month that has been replaced lapse instead of going back.
 *
 * Pure. The store writes the change only while the hold is still open, so a second delivery cannot settle it twice.
 *
 * @param spentCredits whole, 0 when nothing was produced
 * @param state `expired` when nobody settled it in time
 * @throws {RangeError} `spentCredits` is negative or not whole
 * @throws {HoldClosedError} settled or expired before
 * @throws {OverspendError} more spent than held
 */
export function decideSettlement(
  account: Account,
  hold: Hold,
  spentCredits: number,
  atEpochMs: number,
  state: "settled" | "expired" = "settled",
): HoldChange {
  if (!Number.isSafeInteger(spentCredits) || spentCredits < 0) {
    throw new RangeError(`spentCredits must be a whole number, 0 or more: ${spentCredits}`);
  }
  if (hold.state !== "open") throw new HoldClosedError(hold.holdId, hold.state);
  if (spentCredits > hold.credits) throw new OverspendError(hold.holdId, hold.credits, spentCredits);

  const { holdId, userId } = hold;
  const monthlyBack = hold.monthlyCredits - Math.min(hold.monthlyCredits, spentCredits);
  const purchasedBack = hold.credits - spentCredits - monthlyBack;
  const hasLapsed = hold.allowanceMonth !== account.allowanceMonth;
  const monthlyLapsed = hasLapsed ? monthlyBack : 0;
  const monthlyReleased = monthlyBack - monthlyLapsed;

  const entry = (
    kind: LedgerEntry["kind"],
    change: { monthly?: number; purchased?: number; held: number },
  ): LedgerEntry => ({
    entryId: `${kind}:${holdId}`,
    userId,
    kind,
    holdId,
    monthly: 0,
    purchased: 0,
    ...change,
    atEpochMs,
  });
  const entries = [
    entry("capture", { held: -spentCredits }),
    entry("release", {
      held: -(monthlyReleased + purchasedBack),
      monthly: monthlyReleased,
      purchased: purchasedBack,
    }),
    entry("expire", { held: -monthlyLapsed }),
  ].filter(({ held }) => held < 0);

  return { account, entries, hold: { after: { ...hold, state, spentCredits }, expected: "open" } };
}
