import type { Readable } from "node:stream";
import { AppError } from "../../core/contract/errors.ts";
import type { HttpRequest } from "./http-request.ts";
import type { Logger } from "./logger.ts";

/** What a route answers. `body` is sent as JSON; absent: no body. */
export interface JsonAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A 200 whose frames follow; only from a streaming function. */
export interface StreamAnswer {
  readonly headers?: Readonly<Record<string, string>>;
  /** Server-Sent Events frames, see `streamEvents`. */
  readonly frames: AsyncIterable<string>;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One route. `path` as API Gateway writes it, `/api/video-project/{id}`. */
export interface Route<Answer extends JsonAnswer | StreamAnswer = JsonAnswer> {
  readonly method: Method;
  readonly path: string;
  /** It spends credits, or a place of the plan: with an `Idempotency-Key` it happens once. See handleOnce. */
  readonly spends?: true;
  /** Throws AppErrors; they become the surface's error answers. */
  handle(request: HttpRequest): Promise<Answer>;
  /**
   * What a repeat of an `Idempotency-Key` gets; for streams, which cannot be stored.
   * @param headers of the first answer
   * @default the stored answer
   */
  replay?(request: HttpRequest, headers: Readonly<Record<string, string>>): Promise<Answer | JsonAnswer>;
}

/** How one API says that something went wrong. */
export interface Surface {
  errorBody(error: SurfaceError): unknown;
}

export interface SurfaceError {
  readonly code: string;
  readonly message: string;
  /** HTTP status. */
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The Agent and the Project API (the Project API docs, "Error Responses"). */
export const projectSurface: Surface = {
  errorBody: ({ code, message, data }) => ({ success: false, error: code, message, data }),
};

/** The Media API: `{ error: { code, message, type } }`, codes in lower case (the Media API docs, "Error Format"). */
export const mediaSurface: Surface = {
  errorBody: ({ code, message, status }) => ({
    error: { code: code.toLowerCase(), message, type: errorTypeOf(status) },
  }),
};

function errorTypeOf(status: number): string {
  if (status >= 500) return "server_error";
  const types: Readonly<Record<number, string>> = {
    401: "authentication_error",
    402: "insufficient_credits",
    403: "authentication_error",
    404: "not_found",
    429: "rate_limit_error",
  };
  return types[status] ?? "validation_error";
}

/** `{ success: true, data }` of the Agent and Project API. */
export const success = (data: unknown, status = 200, headers: Record<string, string> = {}): JsonAnswer => ({
  status,
  headers,
  body: { success: true, data },
});

/** Lambda's result in payload format 2.0. A stream takes the body's place just before it is sent. */
export interface LambdaAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  body: string;
  isBase64Encoded?: boolean;
  stream?: Readable;
}

export const jsonResult = ({ status, body, headers }: JsonAnswer): LambdaAnswer => ({
  statusCode: status,
  headers: {
    ...(body !== undefined && { "content-type": "application/json; charset=utf-8" }),
    "cache-control": "no-store",
    ...headers,
  },
  body: body === undefined ? "" : JSON.stringify(body),
});

/** The one place where errors become bytes. What is not an AppError exposes nothing but the request's id. */
export function errorResult(
  error: unknown,
  context: { surface: Surface; logger: Logger; requestId: string },
): LambdaAnswer {
  const { surface, logger, requestId } = context;
  const isKnown = error instanceof AppError && error.httpStatus < 500;
  const asError = error instanceof Error ? error : new Error(String(error));
  if (isKnown) logger.info("refused", { requestId, code: error.code, status: error.httpStatus });
  else logger.error("failed", { requestId, error: asError });
  if (error instanceof AppError && (isKnown || error.isRetryable)) {
    const { code, message, data, httpStatus } = error;
    return jsonResult({
      status: httpStatus,
      body: surface.errorBody({ code, message, status: httpStatus, data }),
      headers: { ...(httpStatus === 503 && { "retry-after": "1" }), ...errorHeaders(error) },
    });
  }
  const message = `Something went wrong on our side. Request id: ${requestId}`;
  return jsonResult({
    status: 500,
    body: surface.errorBody({ code: "INTERNAL_ERROR", message, status: 500, data: { requestId } }),
  });
}

/** `Allow` of a 405, `Retry-After` of what says when. */
function errorHeaders({ data }: AppError): Record<string, string> {
  const { allow, retryAfterSeconds } = data;
  return {
    ...(Array.isArray(allow) && { allow: allow.join(", ") }),
    ...(typeof retryAfterSeconds === "number" && { "retry-after": String(retryAfterSeconds) }),
  };
}
