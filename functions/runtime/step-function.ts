import type * as z from "zod";
import { AppError } from "../../core/contract/errors.ts";
import { RETRYABLE_ERROR_NAMES } from "../../core/contract/steps.ts";
import type { Logger } from "./logger.ts";

/**
 * A Lambda behind a Task state: parses the step, performs it, answers the result. A state machine sees an error by its
 * name, and minified class names are letters: names that a Retry or Catch looks for are set here, by what they are.
 *
 * @param perform may be called twice with the same step
 */
export function stepFunction<Schema extends z.ZodType, Result>(
  { step: schema, logger }: { readonly step: Schema; readonly logger: Logger },
  perform: (step: z.infer<Schema>, context: { readonly deadlineEpochMs: number }) => Promise<Result>,
): (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<Result> {
  return async (event, context) => {
    const parsed = schema.safeParse(event);
    if (!parsed.success) throw named("InvalidStepError", new Error(parsed.error.message));
    try {
      return await perform(parsed.data, { deadlineEpochMs: Date.now() + context.getRemainingTimeInMillis() });
    } catch (error) {
      const asError = error instanceof Error ? error : new Error(String(error));
      const isPassing = asError instanceof AppError && asError.isRetryable;
      logger[isPassing ? "warn" : "error"]("step failed", { step: parsed.data, error: asError });
      if (asError instanceof AppError) throw named(nameOf(asError), asError);
      throw asError;
    }
  };
}

const retryable: readonly string[] = RETRYABLE_ERROR_NAMES;

function nameOf({ code, isRetryable }: AppError): string {
  return isRetryable && !retryable.includes(code) ? "TransientError" : code;
}

function named(name: string, error: Error): Error {
  error.name = name;
  return error;
}
