import { z } from "zod";
import type { CaughtError } from "../contract/steps.ts";

/** Codes of the errors whose text may be shown, by the class name that Lambda reports as `errorType`. */
const CODE_BY_NAME: Readonly<Record<string, string>> = {
  TransientError: "PROVIDER_UNAVAILABLE",
  ProviderError: "PROVIDER_ERROR",
  InvalidRequestError: "INVALID_MEDIA",
  InsufficientCreditError: "INSUFFICIENT_CREDIT",
  ProjectNotFoundError: "PROJECT_NOT_FOUND",
  OperationConflictError: "COMPOSITION_CONFLICT",
  CompositionBusyError: "COMPOSITION_CONFLICT",
  RunAbortedError: "ABORTED",
  RunEndedError: "RUN_ENDED",
  SceneClosedError: "SCENE_CLOSED",
};

/** What Lambda puts into `Cause`. A failed child execution's cause is another shape, with nothing to show. */
const lambdaCause = z.object({ errorType: z.string(), errorMessage: z.string() });

/**
 * What a caught error may say to the outside: the text of our own errors, and nothing of anything else.
 * Source of the shape: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function describeCaught(caught: CaughtError): { readonly code: string; readonly message: string } {
  const code = CODE_BY_NAME[caught.Error];
  if (code === undefined) {
    const isLate = caught.Error === "States.Timeout" || caught.Error === "Sandbox.Timedout";
    return isLate
      ? { code: "TIMEOUT", message: "It took too long." }
      : { code: "INTERNAL_ERROR", message: "Something went wrong on our side." };
  }
  const cause = lambdaCause.safeParse(jsonOf(caught.Cause));
  return { code, message: cause.success ? cause.data.errorMessage : "It could not be done." };
}

function jsonOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A cause that is cut off at its length limit is not JSON any more; then there is no text to show.
    return undefined;
  }
}
