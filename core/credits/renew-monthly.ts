import type { AccountStore } from "../ports/accounts.ts";
import { grantMonthly } from "./add-credits.ts";
import type { CreditDeps } from "./change-credits.ts";
import { monthOf } from "./month.ts";

/**
 * Gives the allowance of the present month to accounts that do not have it yet. An account that is used gets it by itself;
 * this is for the others, whose balance somebody may look at.
 *
 * @param limit accounts in one sweep
 * @returns how many were renewed
 */
export async function renewMonthly(
  deps: CreditDeps & { readonly accounts: Pick<AccountStore, "listDueForRenewal"> },
  limit = 500,
): Promise<number> {
  const due = await deps.accounts.listDueForRenewal(monthOf(deps.clock.now()), limit);
  for (const { userId } of due) await grantMonthly(deps, { userId });
  return due.length;
}
