import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import type * as z from "zod";
import { AppError, InvalidRequestError, TooLargeError } from "../../core/contract/errors.ts";
import { problemOfJson } from "./json-text.ts";

/** What a route gets: an HTTP API or function URL event (payload format 2.0), made simple. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** Of the route's path, `{id}`; decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Of a repeated parameter, the last. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** When Lambda will kill this invocation, ms since 1970 UTC by `Date.now()`. */
  readonly deadlineEpochMs: number;
  /** Names what this request starts; the same for every repeat of an `Idempotency-Key`, absent without one. */
  readonly workId?: string;
  /**
   * The body as JSON; undefined when there is none. Parsed on the first call, so that a route can check the key first.
   * @throws {AppError} 415 UNSUPPORTED_MEDIA_TYPE, 413 PAYLOAD_TOO_LARGE, 400 INVALID_JSON
   */
  json(): unknown;
}

/** Lambda's own limit on a request. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;
/** Deeper than any client's data; what walks it recursively is safe. */
const MAX_DEPTH = 100;
const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

/** @throws nothing: whatever is wrong with the body shows when `json` is called */
export function toHttpRequest(event: APIGatewayProxyEventV2, context: Context): HttpRequest {
  const headers = headersOf(event);
  let parsed: { value: unknown } | undefined;
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    params: decoded(event.pathParameters ?? {}),
    query: Object.fromEntries(new URLSearchParams(event.rawQueryString ?? "")),
    headers,
    requestId: event.requestContext.requestId,
    deadlineEpochMs: Date.now() + context.getRemainingTimeInMillis(),
    json() {
      parsed ??= { value: parseBody(event, headers["content-type"]) };
      return parsed.value;
    },
  };
}

/**
 * Checks a value of a request.
 * @throws {InvalidRequestError} 400 with every bad field
 */
export function parseFields<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code = "INVALID_PARAMETERS",
): z.infer<Schema> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => ({
    path: path.map(String).join("."),
    message,
  }));
  throw new InvalidRequestError(code, problems.slice(0, 20));
}

/**
 * Runs several checks of one request, so that the answer names every bad field and not only those of the first check.
 * @throws {InvalidRequestError} 400 with the problems of all, and the first one's code
 */
export function parseAll<const Checks extends readonly (() => unknown)[]>(
  ...checks: Checks
): { [Index in keyof Checks]: ReturnType<Checks[Index]> } {
  const refusals: InvalidRequestError[] = [];
  const results = checks.map((check) => {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      refusals.push(error);
      return undefined;
    }
  });
  const [first] = refusals;
  if (first === undefined) return results as { [Index in keyof Checks]: ReturnType<Checks[Index]> };
  throw new InvalidRequestError(
    first.code,
    refusals.flatMap(({ problems }) => problems),
  );
}

function parseBody(event: APIGatewayProxyEventV2, contentType: string | undefined): unknown {
  if (event.body === undefined || event.body === "") return undefined;
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json.", { httpStatus: 415 });
  }
  const text = event.isBase64Encoded ? Buffer.from(event.body, "base64").toString("utf8") : event.body;
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw new TooLargeError(`The body is larger than ${MAX_BODY_BYTES} bytes.`);
  }
  const problem = problemOfJson(text, MAX_DEPTH);
  if (problem !== undefined) throw new InvalidRequestError("INVALID_JSON", [problem]);
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidRequestError("INVALID_JSON", [{ path: "", message: "The body is not valid JSON." }]);
  }
}

type Undefinable = Readonly<Record<string, string | undefined>>;

const definedEntries = (record: Undefinable): [name: string, value: string][] =>
  Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));

/** Names in lower case. */
export const headersOf = ({ headers }: Pick<APIGatewayProxyEventV2, "headers">): Record<string, string> =>
  Object.fromEntries(definedEntries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));

/** API Gateway decodes path parameters, a function URL's router does not; a second decoding of the former is harmless to ids. */
function decoded(params: Undefinable): Record<string, string> {
  return Object.fromEntries(
    definedEntries(params).map(([name, value]) => {
      try {
        return [name, decodeURIComponent(value)];
      } catch {
        return [name, value];
      }
    }),
  );
}
