/** Error types of the Messages API by HTTP status, from the published error reference. */
const TYPE_BY_STATUS: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  405: "invalid_request_error",
  408: "timeout_error",
  409: "invalid_request_error",
  413: "request_too_large",
  422: "invalid_request_error",
  429: "rate_limit_error",
  500: "api_error",
  502: "api_error",
  503: "api_error",
  504: "timeout_error",
  529: "overloaded_error",
};

const MESSAGE_BY_STATUS: Readonly<Record<number, string>> = {
  401: "invalid x-api-key",
  413: "Request exceeds the maximum size",
  429: "This request would exceed your organization's rate limit. Please try again later.",
  500: "Internal server error",
  529: "Overloaded",
};

/** A refusal in the vendor's shape: `{ type: "error", error: { type, message }, request_id }`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message?: string, headers: Readonly<Record<string, string>> = {}) {
    super(message ?? MESSAGE_BY_STATUS[status] ?? `Request failed with status ${status}`);
    this.status = status;
    this.type = TYPE_BY_STATUS[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
    this.headers = headers;
  }
}

/** 400 with a message that names the field, as in `messages.0.content: Field required`. */
export function invalid(message: string): ApiError {
  return new ApiError(400, message);
}

export function errorBody(error: ApiError, requestId: string): string {
  return JSON.stringify({
    type: "error",
    error: { type: error.type, message: error.message },
    request_id: requestId,
  });
}
