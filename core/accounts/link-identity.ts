import { AppError, UnknownAccountError } from "../contract/errors.ts";
import type { Account, AccountStore, Identity } from "../ports/accounts.ts";

/** 409: the identity is another account's already, and stays so. */
export class IdentityTakenError extends AppError {
  constructor() {
    super("IDENTITY_TAKEN", "This identity belongs to another account.", { httpStatus: 409 });
  }
}

/**
 * Binds an identity to an account; again, it changes nothing.
 * @throws {UnknownAccountError} 404 @throws {IdentityTakenError} 409
 */
export async function linkIdentity(
  { accounts }: { readonly accounts: AccountStore },
  { userId, ...identity }: Identity & { readonly userId: string },
): Promise<Account> {
  const account = await accounts.get(userId);
  if (account === undefined) throw new UnknownAccountError(userId);
  if ((await accounts.linkIdentity(identity, userId)) !== userId) throw new IdentityTakenError();
  return account;
}
