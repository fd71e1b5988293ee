import { TransientError, UnknownAccountError } from "../contract/errors.ts";
import type { Account } from "../ports/accounts.ts";
import type { CreditChange, CreditStore, Hold } from "../ports/credit-store.ts";
import type { Clock } from "../ports/time-and-ids.ts";
import { decideRenewal } from "./decide-renewal.ts";

/** What every credit function needs. */
export interface CreditDeps {
  readonly credits: CreditStore;
  readonly clock: Clock;
}

/** Each lost race means that another writer won one, so this many writers at once still all get through. */
const MAX_ATTEMPTS = 100;

/** Either what is to be written, or an answer without a write (a repeat). */
export type Decision<Result> =
  | { readonly change: CreditChange; readonly result: Result }
  | { readonly change?: never; readonly result: Result };

/**
 * Reads the account, lets `decide` decide, writes; again when another writer was faster. An account whose month has
 * turned gets its new allowance first, so that no decision is made on credits that have lapsed.
 *
 * @param decide called anew for each attempt; reads whatever else it needs (the hold, the entry)
 * @throws {UnknownAccountError}
 * @throws {TransientError} the account is too busy: nothing was written
 */
export function changeCredits<Result>(
  deps: CreditDeps,
  userId: string,
  decide: (account: Account, atEpochMs: number) => Promise<Decision<Result>>,
): Promise<Result> {
  return changeWhatIsRead(
    deps,
    userId,
    async () => ({ account: await deps.credits.getAccount(userId) }),
    ({ account }, now) => decide(account, now),
  );
}

/** Which hold. */
export interface HoldRef {
  readonly userId: string;
  readonly holdId: string;
}

/**
 * {@link changeCredits} where the decision is about a hold too: it is read with the account.
 * @param decide `hold` is undefined when there is none
 * @throws {UnknownAccountError} @throws {TransientError}
 */
export function changeHold<Result>(
  deps: CreditDeps,
  { userId, holdId }: HoldRef,
  decide: (account: Account, hold: Hold | undefined, atEpochMs: number) => Decision<Result>,
): Promise<Result> {
  return changeWhatIsRead(
    deps,
    userId,
    () => deps.credits.getAccountWithHold(userId, holdId),
    async ({ account, hold }, now) => decide(account, hold, now),
  );
}

async function changeWhatIsRead<Read extends { readonly account?: Account | undefined }, Result>(
  { credits, clock }: CreditDeps,
  userId: string,
  read: () => Promise<Read>,
  decide: (found: Read & { readonly account: Account }, atEpochMs: number) => Promise<Decision<Result>>,
): Promise<Result> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const found = await read();
    const { account } = found;
    if (account === undefined) throw new UnknownAccountError(userId);
    const now = clock.now();
    const renewal = decideRenewal(account, now);
    if (renewal !== undefined) {
      await credits.apply(renewal);
      continue;
    }
    const { change, result } = await decide({ ...found, account }, now);
    if (change === undefined || (await credits.apply(change))) return result;
  }
  throw new TransientError(`The credits of account ${userId} are changed by too many at once.`);
}
