import { InvalidRequestError } from "../../core/contract/errors.ts";
import type { HttpRequest } from "./http-request.ts";

/** `ETag` of a version. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * The version in `If-Match`; undefined when there is none, or `*`.
 * @throws {InvalidRequestError} 400, not an ETag of ours
 */
export function expectedVersion({ headers }: Pick<HttpRequest, "headers">): number | undefined {
  const header = headers["if-match"]?.trim();
  if (header === undefined || header === "*") return undefined;
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header)?.[1];
  if (version === undefined) {
    throw new InvalidRequestError("INVALID_PARAMETERS", [
      { path: "If-Match", message: "must be an ETag of ours" },
    ]);
  }
  return Number(version);
}
