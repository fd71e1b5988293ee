import type { Readable } from "node:stream";

/** One delivery of an event to a function. */
export interface Invocation {
  readonly requestId: string;
  /** The JSON event as bytes. */
  readonly event: Buffer;
  readonly invokedFunctionArn: string;
  /** JSON, from `X-Amz-Client-Context`. */
  readonly clientContext?: string;
}

/** How an invocation went. A function's own failure is an answer, not a rejection. */
export type Answer =
  | { readonly kind: "payload"; readonly body: Buffer }
  | Failure
  | {
      readonly kind: "stream";
      readonly contentType: string;
      /** Ends when the function ended its stream; fails with `MidStreamError` when it failed after its first byte. */
      readonly body: Readable;
    };

export interface Failure {
  readonly kind: "failure";
  readonly errorType: string;
  /** The JSON error object: `{ errorType, errorMessage, trace? }`. */
  readonly payload: string;
}

/** A function that had already sent bytes failed; `failure` is what it failed with. */
export class MidStreamError extends Error {
  override readonly name = "MidStreamError";
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(`the function failed in the middle of its response: ${failure.payload}`);
    this.failure = failure;
  }
}

export function failureOf(errorType: string, errorMessage: string): Failure {
  return { kind: "failure", errorType, payload: JSON.stringify({ errorType, errorMessage }) };
}

/** @param payload what the runtime posted as error; anything that is no error object counts as the message */
export function failureFromReport(payload: string): Failure {
  try {
    const report: unknown = JSON.parse(payload);
    if (typeof report === "object" && report !== null && "errorType" in report) {
      return { kind: "failure", errorType: String(report.errorType), payload };
    }
  } catch {
    // Not JSON: a custom runtime may post anything.
  }
  return failureOf("Unhandled", payload);
}
