import { createHash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { ForbiddenError } from "../../core/contract/errors.ts";

/** Throws a 403 unless the request came through our own front door. @param headers names in lower case */
export type OriginCheck = (headers: Readonly<Record<string, string | undefined>>) => Promise<void>;

const originSecret = z.object({ current: z.string().min(16), previous: z.string().optional() });

/**
 * Compares `x-origin-secret` with the secret's two live values (two, so that it can be rotated while CloudFront still
 * sends the old one), in constant time.
 *
 * @param readSecret gives the secret's JSON, cached
 */
export function createOriginCheck(readSecret: () => Promise<string>): OriginCheck {
  return async (headers) => {
    const given = headers["x-origin-secret"] ?? "";
    const { current, previous } = originSecret.parse(JSON.parse(await readSecret()));
    const isCurrent = isEqual(given, current);
    const isPrevious = previous !== undefined && previous !== "" && isEqual(given, previous);
    if (!isCurrent && !isPrevious) {
      throw new ForbiddenError("Requests are taken through the public address only.");
    }
  };
}

/** Hashes first: their lengths are equal, so nothing is told about the secret's. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
