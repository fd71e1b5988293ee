import type { AccountStore } from "../ports/accounts.ts";
import { grantMonthly } from "./add-credits.ts";
import type { CreditDeps } from "./change-credits.ts";
import { monthOf } from "./month.ts";
import { sweep } from "./sweep.ts";

/**
 * Gives the allowance of the present month to accounts that do not have it yet. An account that is used gets it by itself;
 * this is for the others, whose balance somebody may look at.
 *
 * @param limit accounts in one sweep
 * @returns how many were renewed
 * @throws {AggregateError} at the end, with what went wrong
 */
export async function renewMonthly(
  deps: CreditDeps & { readonly accounts: Pick<AccountStore, "listDueForRenewal"> },
  limit = 500,
): Promise<number> {
  const due = await deps.accounts.listDueForRenewal(monthOf(deps.clock.now()), limit);
  const { count, failures } = await sweep(due, async ({ userId }) => {
    await grantMonthly(deps, { userId });
    return true;
  });
  if (failures.length > 0) throw new AggregateError(failures, "Some accounts could not be renewed.");
  return count;
}
