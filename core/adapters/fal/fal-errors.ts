import * as z from "zod";
import { AppError, ProviderError, TransientError } from "../../contract/errors.ts";

/** fal refused, or was not there. Its origin is no `cause`: the SDK retries what has a network error among its causes. */
export class FalFailure extends Error {
  override readonly name = "FalFailure";
  /** Absent when there was no answer. */
  readonly status: number | undefined;
  readonly body: string;
  readonly origin: unknown;

  constructor(message: string, facts: { status?: number; body?: string; origin?: unknown }) {
    super(message);
    this.status = facts.status;
    this.body = facts.body ?? "";
    this.origin = facts.origin;
  }
}

/** A sentence, or FastAPI's list of bad fields. */
const errorBody = z.object({
  detail: z.union([z.string(), z.array(z.looseObject({ msg: z.string(), type: z.string().optional() }))]),
});

/** What fal says is wrong, short enough for an event; empty when it says nothing that can be read. */
export function reasonOf({ body }: FalFailure): string {
  try {
    const { detail } = errorBody.parse(JSON.parse(body));
    const text = typeof detail === "string" ? detail : detail.map(({ msg }) => msg).join("; ");
    return text.slice(0, 300);
  } catch {
    return "";
  }
}

const PASSING_STATUSES: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

export const passes = (status: number | undefined): boolean =>
  status === undefined || PASSING_STATUSES.includes(status);

/**
 * What a failed call to fal means to us. The texts say nothing of keys or prompts.
 * @returns TransientError for overload, timeouts, 5xx and broken connections; ProviderError for the rest
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof FalFailure) {
    if (error.status === undefined)
      return new TransientError("The picture vendor could not be reached.", error.origin);
    if (passes(error.status))
      return new TransientError(`The picture vendor is busy (${error.status}).`, error);
    if (error.status === 401 || error.status === 403) {
      return new ProviderError("The picture vendor refused this deployment's key.", error);
    }
    const reason = reasonOf(error);
    return new ProviderError(`The picture vendor refused the request${reason && `: ${reason}`}.`, error);
  }
  // What is left is an answer that the SDK could not read, half a JSON document, say.
  return new TransientError("The picture vendor gave an answer that cannot be read.", error);
}
