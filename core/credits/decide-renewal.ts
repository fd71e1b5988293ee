import { planTerms } from "../catalog/plans.ts";
import type { Account } from "../ports/accounts.ts";
import type { CreditChange, LedgerEntry } from "../ports/credit-store.ts";
import { monthOf } from "./month.ts";

/**
 * Decides what the month of `atEpochMs` brings: what is left of the allowance before lapses, the plan's comes.
 *
 * @returns undefined when the account already has this month's (or, with a clock that lags, a later one's)
 */
export function decideRenewal(account: Account, atEpochMs: number): CreditChange | undefined {
  const month = monthOf(atEpochMs);
  if (account.allowanceMonth !== undefined && account.allowanceMonth >= month) return undefined;

  const entry = (kind: LedgerEntry["kind"], monthly: number): LedgerEntry => ({
    entryId: `monthly-${kind}:${month}`,
    userId: account.userId,
    kind,
    monthly,
    purchased: 0,
    held: 0,
    atEpochMs,
  });
  const entries = [
    entry("expire", -account.monthlyRemaining),
    entry("grant", planTerms[account.plan].monthlyCredits),
  ].filter(({ monthly }) => monthly !== 0);
  return { account, entries, allowanceMonth: month };
}
