/**
 * An error that a caller may see. Everything else is an `INTERNAL_ERROR` with a request id and nothing more.
 *
 * `code` and `httpStatus` come from the published API docs; `data` is what the error tells a program
 * (`{ required, available }`, `{ runId }`, …). `isRetryable` says whether the same request can succeed later,
 * which is also what a state machine's Retry looks at (see {@link TransientError}).
 */
export class AppError extends Error {
  readonly code: string;
  readonly httpStatus: number;
  readonly isRetryable: boolean;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { httpStatus: number; isRetryable?: boolean; data?: Record<string, unknown>; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    // Not the class's: bundles are minified, and their classes are called by letters.
    this.name = code;
    this.code = code;
    this.httpStatus = options.httpStatus;
    this.isRetryable = options.isRetryable ?? false;
    this.data = options.data ?? {};
  }
}

/** One bad field of a request: where, and what is wrong with it. */
export interface FieldProblem {
  /** JSON path, `composition.items.title.from`. */
  readonly path: string;
  readonly message: string;
}

/** 400. Names every bad field in `data.fields`. `code` differs by surface: MISSING_PARAMETERS, EMAIL_REQUIRED, INVALID_PARAMETERS. */
export class InvalidRequestError extends AppError {
  readonly problems: readonly FieldProblem[];
  constructor(code: string, problems: readonly FieldProblem[]) {
    const message = problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ");
    super(code, message, { httpStatus: 400, data: { fields: problems } });
    this.problems = problems;
  }
}

/** 401: no key, an unknown one or a revoked one. They are told apart by nobody. */
export class UnauthorizedError extends AppError {
  constructor(message = "The API key is missing or not valid.") {
    super("UNAUTHORIZED", message, { httpStatus: 401 });
  }
}

/** 403: the key is good, but not for this email or project. */
export class ForbiddenError extends AppError {
  constructor(message = "This API key does not own what it asked for.") {
    super("FORBIDDEN", message, { httpStatus: 403 });
  }
}

/** 404 with the code of the thing that is not there. */
export class NotFoundError extends AppError {
  constructor(code: string, message: string) {
    super(code, message, { httpStatus: 404 });
  }
}

/** 404 of the Project API. */
export class ProjectNotFoundError extends NotFoundError {
  constructor(projectId: number | string) {
    super("PROJECT_NOT_FOUND", `There is no project ${projectId}.`);
  }
}

/** 404: the user id is nobody's. */
export class UnknownAccountError extends NotFoundError {
  constructor(userId: string) {
    super("ACCOUNT_NOT_FOUND", `There is no account ${userId}.`);
  }
}

/** 403: the plan gives no more of it; a larger one may. `data`: which plan, and its number. */
export class PlanLimitError extends AppError {
  constructor(what: string, { plan, limit }: { readonly plan: string; readonly limit: number }) {
    super("PLAN_LIMIT", `The plan gives at most ${limit} ${what}.`, {
      httpStatus: 403,
      data: { plan, limit },
    });
  }
}

/** 409: a run or render is in the way; `data.runId`, `data.jobId` or `data.renderId` says which. */
export class ConcurrentLimitError extends AppError {
  constructor(message: string, data: Record<string, unknown> = {}) {
    super("CONCURRENT_LIMIT", message, { httpStatus: 409, isRetryable: true, data });
  }
}

/** 409: the run in the way was dead and has just been reaped. The same request works now. */
export class ZombieTimeoutError extends AppError {
  constructor(data: Record<string, unknown> = {}) {
    super("ZOMBIE_TIMEOUT", "The previous run was stuck and has been cleaned up. Please retry.", {
      httpStatus: 409,
      isRetryable: true,
      data,
    });
  }
}

/** 402. Whole credits. Nothing was started and nothing was charged. */
export class InsufficientCreditError extends AppError {
  readonly required: number;
  readonly available: number;
  constructor(required: number, available: number) {
    super("INSUFFICIENT_CREDIT", `This needs ${required} credits, and ${available} are available.`, {
      httpStatus: 402,
      data: { required, available },
    });
    this.required = required;
    this.available = available;
  }
}

/** 412: `If-Match` named another version than the stored one; `data.version` is the stored one. */
export class VersionMismatchError extends AppError {
  constructor(version: number, what = "project") {
    super("VERSION_MISMATCH", `The ${what} has moved on to version ${version}.`, {
      httpStatus: 412,
      data: { version },
    });
  }
}

/** 413 in the surface's own shape. */
export class TooLargeError extends AppError {
  constructor(message: string) {
    super("PAYLOAD_TOO_LARGE", message, { httpStatus: 413 });
  }
}

/**
 * A fault of somebody else that may pass: overload, timeout, 5xx. State machines retry on this name with backoff,
 * so its class name is part of the contract with lib/ (see RETRYABLE_ERROR_NAMES in steps.ts).
 */
export class TransientError extends AppError {
  constructor(message: string, cause?: unknown) {
    super("PROVIDER_UNAVAILABLE", message, { httpStatus: 503, isRetryable: true, cause });
    // The ASL matches this text.
    this.name = "TransientError";
  }
}

/** A vendor refused, or answered what it may not answer. Trying again with the same input does not help. */
export class ProviderError extends AppError {
  constructor(message: string, cause?: unknown) {
    super("PROVIDER_ERROR", message, { httpStatus: 502, cause });
  }
}
