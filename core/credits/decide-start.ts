import { InsufficientCreditError } from "../contract/errors.ts";
import type { Account } from "../ports/accounts.ts";
import type { CreditChange } from "../ports/credit-store.ts";
import { decideHold, type HoldRequest } from "./decide-hold.ts";
import { decideRenewal } from "./decide-renewal.ts";

/**
 * Decides what work takes from an account when it starts. An account whose month has turned gets its new allowance in
 * the same change, so that nobody is refused on credits of last month.
 *
 * @param request `credits` are held, 0 for none; `moreCredits` must be there as well. Whole credits
 * @param atEpochMs now, ms since 1970 UTC
 * @returns undefined when nothing is held
 * @throws {InsufficientCreditError}
 */
export function decideStart(
  account: Account,
  { moreCredits, ...request }: HoldRequest & { readonly moreCredits: number },
  atEpochMs: number,
): CreditChange | undefined {
  const { renewal, renewed } = renewedAccount(account, atEpochMs);
  const available = renewed.monthlyRemaining + renewed.purchased;
  const required = request.credits + moreCredits;
  if (available < required) throw new InsufficientCreditError(required, available);
  if (request.credits === 0) return undefined;
  const { hold, entries } = decideHold(renewed, request, atEpochMs);
  return { ...renewal, account, entries: [...(renewal?.entries ?? []), ...entries], hold };
}

/** The account with the allowance of the month that it is, and the change that gives it when it has not been given. */
export function renewedAccount(
  account: Account,
  atEpochMs: number,
): { readonly renewal: CreditChange | undefined; readonly renewed: Account } {
  const renewal = decideRenewal(account, atEpochMs);
  const allowance = renewal?.entries.reduce((sum, { monthly }) => sum + monthly, 0) ?? 0;
  const { allowanceMonth = account.allowanceMonth } = renewal ?? {};
  const renewed: Account = {
    ...account,
    monthlyRemaining: account.monthlyRemaining + allowance,
    ...(allowanceMonth !== undefined && { allowanceMonth }),
  };
  return { renewal, renewed };
}
