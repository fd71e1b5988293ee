import type { IncomingHttpHeaders } from "node:http";
import { ApiError, invalid } from "./errors.ts";

/** The version that the SDK of this project sends first. */
export const NEWEST_VERSION = "2026-10-21";
const VERSIONS = [NEWEST_VERSION, "2023-06-01", "2023-01-01"];
const SHORTEST_KEY = 8;

/** Who asks, and in which version of the API. */
export interface Caller {
  readonly key: string;
  readonly version: string;
}

/**
 * The key and version that a request came with. Any key of 8 characters or more will do, unless it says `invalid`: this is a
 * laptop, and a key that is obviously a placeholder should fail as it would at the vendor.
 *
 * @throws ApiError 401 without a usable key, 400 without a known `anthropic-version`
 */
export function checkHeaders(headers: IncomingHttpHeaders): Caller {
  const bearer = headers.authorization?.match(/^Bearer (.+)$/i)?.[1];
  const header = headers["x-api-key"];
  const key = (typeof header === "string" ? header : undefined) ?? bearer;
  if (key === undefined || key === "") throw new ApiError(401, "x-api-key header is required");
  if (key.length < SHORTEST_KEY || key.includes("invalid")) throw new ApiError(401);
  const version = headers["anthropic-version"];
  if (version === undefined) throw invalid("anthropic-version: header is required");
  if (typeof version !== "string" || !VERSIONS.includes(version)) {
    throw invalid(
      `anthropic-version: "${String(version)}" is not a valid version. Valid versions: ${VERSIONS.join(", ")}`,
    );
  }
  return { key, version };
}
