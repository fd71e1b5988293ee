import { InvalidRequestError } from "../contract/errors.ts";
import type { CheckDestination } from "../ports/webhooks.ts";

/** @param path the field that has the URL @throws {InvalidRequestError} 400, its host is a private address */
export function refusePrivateUrl(check: CheckDestination, path: string, url: string): void {
  const message = check(url);
  if (message !== undefined) throw new InvalidRequestError("INVALID_PARAMETERS", [{ path, message }]);
}
