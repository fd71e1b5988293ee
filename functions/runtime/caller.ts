import { authenticate } from "../../core/accounts/authenticate.ts";
import type { KeyLookup } from "../../core/accounts/key-lookup.ts";
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
