import { createAccount } from "../../core/accounts/create-account.ts";
import { linkIdentity } from "../../core/accounts/link-identity.ts";
import { planTerms } from "../../core/catalog/plans.ts";
import type { AdminRequestOf } from "../../core/contract/admin-api.ts";
import { UnknownAccountError } from "../../core/contract/errors.ts";
import { grantExtra, grantMonthly, topUp } from "../../core/credits/add-credits.ts";
import { monthOf } from "../../core/credits/month.ts";
import type { Account } from "../../core/ports/accounts.ts";
import type { AdminDeps } from "./deps.ts";

/** An account as the operator sees it. Whole credits. */
const presented = ({ userId, email, plan, monthlyRemaining, purchased, held }: Account) => ({
  userId,
  email,
  plan,
  credits: { monthlyRemaining, purchased, held },
});

export async function accountCreate(deps: AdminDeps, request: AdminRequestOf<"account.create">) {
  const { email, plan, credits } = request;
  const { userId } = await createAccount(deps, { email, plan });
  const account = await grantMonthly(deps, { userId });
  if (credits === 0) return presented(account);
  return presented(await topUp(deps, { userId, topUpId: "account.create", credits }));
}

export async function accountGet({ accounts }: AdminDeps, request: AdminRequestOf<"account.get">) {
  const { userId, email } = request;
  const found =
    userId === undefined
      ? email === undefined
        ? undefined
        : await accounts.getByEmail(email)
      : await accounts.get(userId);
  if (found === undefined) throw new UnknownAccountError(userId ?? email ?? "without a userId or an email");
  return presented(found);
}

export async function accountTopUp(deps: AdminDeps, request: AdminRequestOf<"account.topup">) {
  const { userId, credits, requestId, note } = request;
  const addition = { userId, topUpId: requestId, credits, ...(note !== undefined && { note }) };
  return presented(await topUp(deps, addition));
}

export async function accountPlan(deps: AdminDeps, { userId, plan }: AdminRequestOf<"account.plan">) {
  const before = await grantMonthly(deps, { userId });
  const credits = planTerms[plan].monthlyCredits - planTerms[before.plan].monthlyCredits;
  // Before the plan: a repeat after a crash in between still sees the difference, and the grant's name is the same.
  const grantId = `plan:${monthOf(deps.clock.now())}:${plan}`;
  if (credits > 0) await grantExtra(deps, { userId, grantId, credits });
  await deps.accounts.setPlan(userId, plan);
  return accountGet(deps, { action: "account.get", userId });
}

/** Sets right what the account's cap on projects looks at. */
export async function accountRecount(deps: AdminDeps, { userId }: AdminRequestOf<"account.recount">) {
  if ((await deps.accounts.get(userId)) === undefined) throw new UnknownAccountError(userId);
  return { userId, projects: await deps.recountProjects(userId) };
}

export async function accountLink(deps: AdminDeps, request: AdminRequestOf<"account.link">) {
  const { userId, issuer, subject } = request;
  return presented(await linkIdentity(deps, { userId, issuer, subject }));
}
