import * as z from "zod";
import type { CaughtError } from "../contract/steps.ts";

/** What Lambda puts into `Cause`. A failed child execution's cause is another shape, with nothing to show. */
const lambdaCause = z.object({ errorType: z.string(), errorMessage: z.string() });

/** Our own errors reach a state machine named by their code; what may pass is named `TransientError`. */
const OWN_CODE = /^[A-Z][A-Z0-9_]+$/;

/**
 * What a caught error may say to the outside: the text of our own errors, and nothing of anything else.
 * Source of the shape: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function describeCaught(caught: CaughtError): { readonly code: string; readonly message: string } {
  const isTransient = caught.Error === "TransientError";
  if (isTransient || OWN_CODE.test(caught.Error)) {
    const cause = lambdaCause.safeParse(jsonOf(caught.Cause));
    return {
      code: isTransient ? "PROVIDER_UNAVAILABLE" : caught.Error,
      message: cause.success ? cause.data.errorMessage : "It could not be done.",
    };
  }
  if (caught.Error === "States.Timeout" || caught.Error === "Sandbox.Timedout") {
    return { code: "TIMEOUT", message: "It took too long." };
  }
  return { code: "INTERNAL_ERROR", message: "Something went wrong on our side." };
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
