import { authenticate } from "../../core/accounts/authenticate.ts";
import type { KeyLookup } from "../../core/accounts/key-lookup.ts";
import { UnauthorizedError } from "../../core/contract/errors.ts";
import type { Caller } from "../../core/ports/accounts.ts";
import type { HttpRequest } from "./http-request.ts";

/**
 * Who sends this request: the `api-key` header and the `email` of the body, else of the query.
 *
 * @param missingEmailCode what a missing email is called: EMAIL_REQUIRED on the Project API, MISSING_PARAMETERS on the Agent API
 * @throws {UnauthorizedError} {InvalidRequestError} {ForbiddenError} in this order, see core/accounts/authenticate
 */
export async function identifyCaller(
  lookUp: KeyLookup,
  request: HttpRequest,
  missingEmailCode: "EMAIL_REQUIRED" | "MISSING_PARAMETERS",
): Promise<Caller> {
  return authenticate(lookUp, {
    apiKey: request.headers["api-key"],
    // Read only once the key is known to be good: a stranger learns nothing about the body's form.
    email: () => emailOf(request),
    missingEmailCode,
  });
}

function emailOf(request: HttpRequest): unknown {
  const body = request.json();
  if (typeof body === "object" && body !== null && "email" in body) return body.email;
  return request.query.email;
}

/**
 * The Agent API has the key in the body as well. An absent one is a bad field, which the domain names with the others.
 * @throws {UnauthorizedError} it is another account's, or nobody's
 */
export async function checkBodyKey(lookUp: KeyLookup, caller: Caller, body: unknown): Promise<void> {
  const given = typeof body === "object" && body !== null && "apiKey" in body ? body.apiKey : undefined;
  if (typeof given !== "string" || given === "") return;
  const named = await lookUp(given.trim());
  if (named?.userId !== caller.userId) {
    throw new UnauthorizedError("`apiKey` in the body is not of the account that the api-key header is of.");
  }
}
