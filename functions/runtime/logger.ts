import { Logger } from "@aws-lambda-powertools/logger";
import { inSources } from "./source-places.ts";

export type { Logger };

/** Keys whose values are secrets or personal; they appear in no log. */
const REDACTED = new Set([
  "api-key",
  "apikey",
  "email",
  "authorization",
  "x-origin-secret",
  "x-internal-key",
  "cookie",
  "rawquerystring",
]);

/** The same inside texts: an error's message quotes what a vendor or a library was given. `%40` is an @ in a query. */
const SECRETS: readonly [RegExp, string][] = [
  [/\bma_[0-9a-f]{8,}/gi, "ma_[redacted]"],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, "$1 [redacted]"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, "[redacted]"],
  [/((?:^|[?&"'\s])(?:api-?key|email|token|secret)"?\s*[=:]\s*"?)[^&"'\s,}]+/gi, "$1[redacted]"],
  [/[^\s"'<>@=&?(,;:]+(?:@|%40)[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi, "[redacted]"],
];

/** A text without the keys, tokens and addresses in it. */
export const redacted = (text: string): string =>
  SECRETS.reduce((clean, [secret, instead]) => clean.replace(secret, instead), text);

/** Structured JSON lines, one an event. @param service the function's name */
export function createLogger(service: string): Logger {
  return new Logger({
    serviceName: service,
    jsonReplacerFn: (key: string, value: unknown) => {
      if (REDACTED.has(key.toLowerCase())) return "[redacted]";
      if (typeof value !== "string") return value;
      return redacted(key === "stack" ? inSources(value) : value);
    },
  });
}
