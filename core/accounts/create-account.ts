import type { Account, AccountStore, Plan } from "../ports/accounts.ts";
import type { Clock, Ids } from "../ports/time-and-ids.ts";

/** What making accounts and keys needs. */
export interface AccountDeps {
  readonly accounts: AccountStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Makes an account without credits (they come through core/credits), or gives the one that has the email already.
 * The plan of an existing account stays.
 */
export async function createAccount(
  { accounts, clock, ids }: AccountDeps,
  { email, plan }: { readonly email: string; readonly plan: Plan },
): Promise<Account> {
  return accounts.create({
    userId: ids.next("user"),
    email: email.trim(),
    plan,
    monthlyRemaining: 0,
    purchased: 0,
    held: 0,
    createdAtEpochMs: clock.now(),
  });
}
