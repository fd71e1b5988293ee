import { ForbiddenError, InvalidRequestError, UnauthorizedError } from "../contract/errors.ts";
import type { Caller } from "../ports/accounts.ts";
import type { KeyLookup } from "./key-lookup.ts";

/** What a request says about who sends it. */
export interface Credentials {
  /** The `api-key` header. */
  readonly apiKey: string | undefined;
  /** Gives what the body or the query has, as it came; asked for only when the key is good. */
  readonly email: () => unknown;
  /** Code of the 400 when there is no email: EMAIL_REQUIRED on the Project API, MISSING_PARAMETERS on the Agent API. */
  readonly missingEmailCode: "EMAIL_REQUIRED" | "MISSING_PARAMETERS";
}

/** Two addresses are one account when they differ in case only. */
export const normalizedEmail = (email: string): string => email.trim().toLowerCase();

/**
 * Says who is calling, and refuses in this order: the key, that there is an email, that the email is the key's.
 *
 * @throws {UnauthorizedError} 401, no key, an unknown one, a revoked one
 * @throws {InvalidRequestError} 400, no email
 * @throws {ForbiddenError} 403, the email of another account
 */
export async function authenticate(lookUp: KeyLookup, credentials: Credentials): Promise<Caller> {
  const { apiKey, missingEmailCode } = credentials;
  const caller = apiKey === undefined ? undefined : await lookUp(apiKey.trim());
  if (caller === undefined) throw new UnauthorizedError();
  const email = credentials.email();
  if (email === undefined || email === null || email === "") {
    throw new InvalidRequestError(missingEmailCode, [{ path: "email", message: "is required" }]);
  }
  if (typeof email !== "string") {
    throw new InvalidRequestError("INVALID_PARAMETERS", [{ path: "email", message: "must be a string" }]);
  }
  if (normalizedEmail(email) !== normalizedEmail(caller.email)) {
    throw new ForbiddenError("The email is not the API key's.");
  }
  return caller;
}
