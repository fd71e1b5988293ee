import { AppError, ProviderError, TransientError } from "../../contract/errors.ts";

const PASSING_NAMES: readonly string[] = [
  "ServiceFailureException",
  "ServiceUnavailableException",
  "InternalFailure",
  "ThrottlingException",
  "TooManyRequestsException",
  "TimeoutError",
  "RequestTimeout",
  "AbortError",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
];

/**
 * What an error of the SDK means to us.
 * @returns TransientError for overload, 5xx, timeouts and broken connections; ProviderError for the rest
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) return new ProviderError("The speech vendor failed.", error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const status = statusOf(error);
  if (
    PASSING_NAMES.includes(error.name) ||
    PASSING_NAMES.includes(code) ||
    (status !== undefined && (status >= 500 || status === 429))
  ) {
    return new TransientError(`The speech vendor is busy (${error.name}).`, error);
  }
  return new ProviderError(`The speech vendor refused the request (${error.name}).`, error);
}

function statusOf(error: Error): number | undefined {
  if (!("$metadata" in error) || typeof error.$metadata !== "object" || error.$metadata === null)
    return undefined;
  const { $metadata } = error;
  return "httpStatusCode" in $metadata && typeof $metadata.httpStatusCode === "number"
    ? $metadata.httpStatusCode
    : undefined;
}
