import { InsufficientCreditError } from "../contract/errors.ts";
import type { Account } from "../ports/accounts.ts";
import type { CreditChange, Hold } from "../ports/credit-store.ts";

/** What is wanted of the account. */
export interface HoldRequest {
  readonly holdId: string;
  /** Whole, 1 or more. */
  readonly credits: number;
  /** How long until it expires by itself, in ms. */
  readonly ttlMs: number;
}

/** A change that surely has the new hold. */
export interface HoldChange extends CreditChange {
  readonly hold: { readonly after: Hold; readonly expected: "absent" | "open" };
}

/**
 * Decides what a hold takes from which balance: monthly credits before purchased ones.
 *
 * @param atEpochMs now, ms since 1970 UTC
 * @throws {RangeError} `credits` is not whole and positive
 * @throws {InsufficientCreditError} both balances together are too low
 */
export function decideHold(account: Account, request: HoldRequest, atEpochMs: number): HoldChange {
  const { holdId, credits, ttlMs } = request;
  if (!Number.isSafeInteger(credits) || credits < 1) {
    throw new RangeError(`A hold needs a whole number of credits, 1 or more: ${credits}`);
  }
  const available = account.monthlyRemaining + account.purchased;
  if (available < credits) throw new InsufficientCreditError(credits, available);

  const monthlyCredits = Math.min(account.monthlyRemaining, credits);
  const purchasedCredits = credits - monthlyCredits;
  const { userId } = account;
  const after: Hold = {
    holdId,
    userId,
    credits,
    monthlyCredits,
    purchasedCredits,
    state: "open",
    createdAtEpochMs: atEpochMs,
    expiresAtEpochMs: atEpochMs + ttlMs,
    ...(account.allowanceMonth !== undefined && { allowanceMonth: account.allowanceMonth }),
  };
  return {
    account,
    hold: { after, expected: "absent" },
    entries: [
      {
        entryId: `hold:${holdId}`,
        userId,
        kind: "hold",
        holdId,
        monthly: -monthlyCredits + 0,
        purchased: -purchasedCredits + 0,
        held: credits,
        atEpochMs,
      },
    ],
  };
}
