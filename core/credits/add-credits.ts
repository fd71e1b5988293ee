import type { Account } from "../ports/accounts.ts";
import type { LedgerEntry } from "../ports/credit-store.ts";
import { type CreditDeps, changeCredits } from "./change-credits.ts";

/** Credits that come to an account, once per `entryId`. */
interface Addition {
  readonly userId: string;
  readonly entryId: string;
  readonly kind: "topup" | "grant";
  readonly monthly: number;
  readonly purchased: number;
  readonly note?: string;
}

/**
 * Adds purchased credits; they never lapse. The same `topUpId` again is a no-op.
 *
 * @param request `credits`: whole, 1 or more
 * @returns the account afterwards
 * @throws {RangeError} @throws {UnknownAccountError} @throws {TransientError}
 */
export async function topUp(
  deps: CreditDeps,
  request: {
    readonly userId: string;
    readonly topUpId: string;
    readonly credits: number;
    readonly note?: string;
  },
): Promise<Account> {
  const { userId, topUpId, credits, note } = request;
  return add(deps, {
    userId,
    entryId: `topup:${topUpId}`,
    kind: "topup",
    monthly: 0,
    purchased: credits,
    ...(note !== undefined && { note }),
  });
}

/**
 * Adds to this month's allowance, as a change to a larger plan does; lapses with it. The same `grantId` again is a no-op.
 * @throws {RangeError} @throws {UnknownAccountError} @throws {TransientError}
 */
export async function grantExtra(
  deps: CreditDeps,
  request: { readonly userId: string; readonly grantId: string; readonly credits: number },
): Promise<Account> {
  const { userId, grantId, credits } = request;
  return add(deps, { userId, entryId: `grant:${grantId}`, kind: "grant", monthly: credits, purchased: 0 });
}

/**
 * Gives the account the allowance of the present month if it does not have it yet.
 * @throws {UnknownAccountError} @throws {TransientError}
 */
export async function grantMonthly(deps: CreditDeps, request: { readonly userId: string }): Promise<Account> {
  // The loop itself renews an account whose month has turned before it asks for a decision.
  return changeCredits(deps, request.userId, async (account) => ({ result: account }));
}

async function add(deps: CreditDeps, addition: Addition): Promise<Account> {
  const { userId, entryId, monthly, purchased } = addition;
  const credits = monthly + purchased;
  if (!Number.isSafeInteger(credits) || credits < 1) {
    throw new RangeError(`Credits to add must be a whole number, 1 or more: ${credits}`);
  }
  return changeCredits(deps, userId, async (account, atEpochMs) => {
    if ((await deps.credits.getEntry(userId, entryId)) !== undefined) return { result: account };
    const entry: LedgerEntry = { ...addition, held: 0, atEpochMs };
    return {
      change: { account, entries: [entry] },
      result: {
        ...account,
        monthlyRemaining: account.monthlyRemaining + monthly,
        purchased: account.purchased + purchased,
      },
    };
  });
}
