import { APIConnectionError, APIError, APIUserAbortError } from "@anthropic-ai/sdk";
import { AppError, ProviderError, TransientError } from "../../contract/errors.ts";

/** Error types of the API that pass by themselves; a stream that has begun reports them without a status. */
const PASSING_TYPES: readonly string[] = [
  "overloaded_error",
  "rate_limit_error",
  "api_error",
  "timeout_error",
];

/**
 * What an error of the SDK means to us. The texts say nothing of keys, prompts or request bodies.
 * @returns TransientError for overload, timeouts, 5xx and broken connections; ProviderError for the rest
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof APIConnectionError || error instanceof APIUserAbortError) {
    return new TransientError("The language model could not be reached.", error);
  }
  if (error instanceof APIError) {
    const status = typeof error.status === "number" ? error.status : undefined;
    const type = error.type ?? "unknown_error";
    const passes =
      status === 408 ||
      status === 409 ||
      status === 429 ||
      (status !== undefined && status >= 500) ||
      (status === undefined && PASSING_TYPES.includes(type));
    if (passes) return new TransientError(`The language model is busy (${type}).`, error);
    if (status === 401 || status === 403) {
      return new ProviderError("The language model refused this deployment's key.", error);
    }
    return new ProviderError(`The language model refused the request (${type}).`, error);
  }
  if (isBrokenConnection(error)) {
    return new TransientError("The language model stopped in the middle of its answer.", error);
  }
  // The SDK's own error for a stream that ends before its message does.
  if (error instanceof Error && /(stream|request) ended without/i.test(error.message)) {
    return new TransientError("The language model stopped in the middle of its answer.", error);
  }
  return new ProviderError("The language model gave an answer that cannot be read.", error);
}

/**
 * A connection that broke while the answer streamed: fetch's own error, a TypeError "terminated", in whatever the SDK wraps
 * around it.
 */
function isBrokenConnection(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
    if (cause instanceof TypeError && /terminated|fetch failed/i.test(cause.message)) return true;
    if (/^(UND_ERR_|ECONN|EPIPE|ETIMEDOUT)/.test(code)) return true;
  }
  return false;
}
