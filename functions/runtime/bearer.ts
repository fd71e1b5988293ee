import type { KeyLookup } from "../../core/accounts/key-lookup.ts";
import { AppError } from "../../core/contract/errors.ts";
import type { Caller } from "../../core/ports/accounts.ts";
import type { HttpRequest } from "./http-request.ts";
import type { Protection } from "./protection.ts";

/** The key in `Authorization: Bearer KEY`; undefined when there is none. @param headers names in lower case */
const bearerOf = (headers: Readonly<Record<string, string>>): string | undefined =>
  /^bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];

/** Tells the Media API's callers apart, for the rate limit. */
export const accountOfBearer =
  (lookUp: KeyLookup): Protection["accountOf"] =>
  async (headers) => {
    const apiKey = bearerOf(headers);
    return apiKey === undefined ? undefined : lookUp(apiKey);
  };

/** Who sends a request to the Media API. @throws {AppError} 401 missing_api_key, 401 invalid_api_key */
export async function identifyBearer(lookUp: KeyLookup, { headers }: HttpRequest): Promise<Caller> {
  const apiKey = bearerOf(headers);
  if (apiKey === undefined) {
    throw new AppError("missing_api_key", "Send your API key as Authorization: Bearer ma_….", {
      httpStatus: 401,
    });
  }
  const caller = await lookUp(apiKey);
  if (caller === undefined) {
    throw new AppError("invalid_api_key", "The API key is not valid.", { httpStatus: 401 });
  }
  return caller;
}
