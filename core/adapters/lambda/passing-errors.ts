import { ProviderError, TransientError } from "../../contract/errors.ts";

/** Names of AWS's errors that say "later"; 429 and 5xx say so by their status. */
const passingNames =
  /Throttl|TooManyRequests|SlowDown|Timeout|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|NetworkingError/;

/**
 * Runs calls to AWS whose errors say whether they may succeed later.
 * @param service for messages
 * @throws {TransientError} they may succeed later @throws {ProviderError} they will not
 */
export async function asPassing<Result>(service: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (isPassing(error)) throw new TransientError(`${service} is busy: ${message}`, error);
    throw new ProviderError(`${service} refused: ${message}`, error);
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = statusOf(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // Remotion wraps AWS's errors into plain ones whose text has the name.
  const isNamed = passingNames.test(`${error.name} ${code} ${error.message}`);
  return isNamed || (status !== undefined && (status === 429 || status >= 500));
}

function statusOf(error: Error): number | undefined {
  if (!("$metadata" in error)) return undefined;
  const metadata = error.$metadata;
  const has = typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata;
  return has && typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
