import { Logger } from "@aws-lambda-powertools/logger";

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
]);

/** Structured JSON lines, one an event. @param service the function's name */
export function createLogger(service: string): Logger {
  return new Logger({
    serviceName: service,
    jsonReplacerFn: (key: string, value: unknown) => (REDACTED.has(key.toLowerCase()) ? "[redacted]" : value),
  });
}
