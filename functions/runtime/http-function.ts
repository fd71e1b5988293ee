import { Readable } from "node:stream";
import middy from "@middy/core";
import { executionModeStreamifyResponse } from "@middy/core/StreamifyResponse";
import httpCors from "@middy/http-cors";
import httpRouter from "@middy/http-router";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { AppError, NotFoundError } from "../../core/contract/errors.ts";
import { accessLog } from "./access-log.ts";
import { compression } from "./compression.ts";
import {
  errorResult,
  type JsonAnswer,
  jsonResult,
  type LambdaAnswer,
  type Route,
  type StreamAnswer,
  type Surface,
} from "./http-answer.ts";
import { toHttpRequest } from "./http-request.ts";
import type { Logger } from "./logger.ts";
import type { OriginCheck } from "./origin-secret.ts";
import { handleOnce, type Protection, type RequestCount, rateLimit, requestCount } from "./protection.ts";

/** What an HTTP function is made of. */
export interface HttpFunctionOptions<Answer extends JsonAnswer | StreamAnswer = JsonAnswer> {
  readonly surface: Surface;
  readonly logger: Logger;
  /** Refuses what did not come through CloudFront. */
  readonly checkOrigin: OriginCheck;
  /** Rate limit and Idempotency-Key. `none`: of nobody's business but a test's. */
  readonly protection: Protection | "none";
  readonly routes: readonly Route<Answer>[];
}

/** A Lambda handler of payload format 2.0 (HTTP APIs and function URLs). */
export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<LambdaAnswer>;

type AnyAnswer = JsonAnswer | StreamAnswer;

/** A Lambda behind an HTTP API: every answer is JSON. Unknown routes are 404, wrong methods 405 with `Allow`. */
export function jsonFunction(options: HttpFunctionOptions): HttpHandler {
  const count = countOf(options);
  return middy<APIGatewayProxyEventV2, LambdaAnswer>(router(options, count)).use([
    compression,
    ...shell(options, count),
  ]);
}

/**
 * A Lambda behind a function URL with RESPONSE_STREAM. A route answers JSON with a status, or a stream; which of the
 * two it is, is decided before the first byte.
 */
export function streamingFunction(options: HttpFunctionOptions<AnyAnswer>): HttpHandler {
  const count = countOf(options);
  return middy<APIGatewayProxyEventV2, LambdaAnswer>(router(options, count), {
    executionMode: executionModeStreamifyResponse,
  }).use([streamAsBody, ...shell(options, count)]);
}

const countOf = ({ protection }: Pick<HttpFunctionOptions, "protection">): RequestCount =>
  protection === "none" ? async () => undefined : requestCount(protection);

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] as const;

function router(
  { routes, protection }: Pick<HttpFunctionOptions<AnyAnswer>, "routes" | "protection">,
  count: RequestCount,
) {
  const methodsByPath = Map.groupBy(routes, ({ path }) => path);
  const refusals = [...methodsByPath].flatMap(([path, those]) => {
    const allow = those.map(({ method }): string => method);
    return METHODS.filter((method) => !allow.includes(method)).map((method) => ({
      method,
      path,
      handler: (): Promise<LambdaAnswer> => {
        throw new AppError("METHOD_NOT_ALLOWED", `Use ${allow.join(", ")} here.`, {
          httpStatus: 405,
          data: { allow },
        });
      },
    }));
  });
  return httpRouter<APIGatewayProxyEventV2, LambdaAnswer>({
    routes: [
      ...routes.map((route) => ({
        method: route.method,
        path: route.path,
        handler: async (event: APIGatewayProxyEventV2, context: Context): Promise<LambdaAnswer> =>
          toResult(await handleOnce(protection, route, toHttpRequest(event, context), () => count(event))),
      })),
      ...refusals,
    ],
    notFoundResponse: ({ method, path }) => {
      throw new NotFoundError("NOT_FOUND", `There is no ${method} ${path}.`);
    },
  });
}

const toResult = (answer: AnyAnswer): LambdaAnswer =>
  "frames" in answer
    ? {
        statusCode: 200,
        headers: {
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
          ...answer.headers,
        },
        body: "",
        stream: Readable.from(answer.frames),
      }
    : jsonResult(answer);

/** middy streams a body that is a Readable; whatever else the answer has becomes the response's metadata. */
const streamAsBody: middy.MiddlewareObj<APIGatewayProxyEventV2, LambdaAnswer> = {
  after: ({ response }) => {
    if (!response?.stream) return;
    Object.assign(response, { body: response.stream });
    delete response.stream;
  },
};

type Around = middy.MiddlewareObj<APIGatewayProxyEventV2, LambdaAnswer>;

/** What goes around every route: log, CORS, origin check, rate limit, errors. Outermost first. */
function shell(
  { surface, logger, checkOrigin }: Omit<HttpFunctionOptions, "routes">,
  count: RequestCount,
): Around[] {
  // Keys travel in headers, never in cookies: any site's pages may call.
  const cors: Around = httpCors({
    origin: "*",
    disableBeforePreflightResponse: false,
    headers:
      "api-key, authorization, content-type, idempotency-key, if-match, last-event-id, traceparent, tracestate, baggage",
    methods: METHODS.join(", "),
    exposeHeaders:
      "etag, x-request-id, x-run-id, retry-after, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset",
    maxAge: 600,
  });
  const origin: Around = { before: async ({ event }) => checkOrigin(event.headers ?? {}) };
  const errors: Around = {
    onError: (request) => {
      const { requestId } = request.event.requestContext;
      request.response = errorResult(request.error, { surface, logger, requestId });
    },
  };
  return [accessLog(logger), cors, origin, rateLimit(count), errors];
}
