/** The error object of the Runtime API, and what a caller of Invoke gets as payload. */
export interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** An error of the runtime itself; AWS prefixes their types with `Runtime.`. */
export class RuntimeError extends Error {
  constructor(type: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = type;
  }
}

/** Anything may be thrown; a value that is no error is told by its type and text. */
export function reportOf(thrown: unknown): ErrorReport {
  if (thrown instanceof Error || isErrorLike(thrown)) {
    return {
      errorType: thrown.name || "Error",
      errorMessage: thrown.message,
      trace: (thrown.stack ?? "").split("\n"),
    };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** Errors of another realm (`node:vm`) are no instances of ours. */
function isErrorLike(value: unknown): value is Error {
  return typeof value === "object" && value !== null && "message" in value && "stack" in value;
}
