import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import type * as z from "zod";
import { AppError, InvalidRequestError, TooLargeError } from "../../core/contract/errors.ts";

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
/** Deeper than any client's data; what walks it recursively is safe from a body made of brackets. */
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

function parseBody(event: APIGatewayProxyEventV2, contentType: string | undefined): unknown {
  if (event.body === undefined || event.body === "") return undefined;
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json.", { httpStatus: 415 });
  }
  const text = event.isBase64Encoded ? Buffer.from(event.body, "base64").toString("utf8") : event.body;
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw new TooLargeError(`The body is larger than ${MAX_BODY_BYTES} bytes.`);
  }
  const invalid = (message: string) => new InvalidRequestError("INVALID_JSON", [{ path: "", message }]);
  if (isDeeperThan(text, MAX_DEPTH)) throw invalid(`The body is nested deeper than ${MAX_DEPTH} levels.`);
  let hasProto = false;
  let value: unknown;
  try {
    value = JSON.parse(text, (key, inner: unknown) => {
      hasProto ||= key === "__proto__";
      return inner;
    });
  } catch {
    throw invalid("The body is not valid JSON.");
  }
  if (hasProto) throw invalid("A key may not be __proto__.");
  return value;
}

/** Reads brackets only, without recursion: the parser itself must not be the victim. */
function isDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < json.length; i++) {
    const character = json.charCodeAt(i);
    if (isInString) {
      if (character === 0x5c) i++;
      else if (character === 0x22) isInString = false;
    } else if (character === 0x22) isInString = true;
    else if (character === 0x5b || character === 0x7b) {
      if (++depth > limit) return true;
    } else if (character === 0x5d || character === 0x7d) depth--;
  }
  return false;
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
