import type middy from "@middy/core";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { LambdaAnswer } from "./http-answer.ts";
import { headersOf } from "./http-request.ts";
import type { Logger } from "./logger.ts";

type Answered = Pick<middy.Request<APIGatewayProxyEventV2, LambdaAnswer>, "event" | "response">;

/**
 * One line an answer, and its request's id for whoever asks. The query is not in it: emails travel there. A stream's line
 * is written when it opens.
 */
export function accessLog(logger: Logger): middy.MiddlewareObj<APIGatewayProxyEventV2, LambdaAnswer> {
  const begunAtMs = new WeakMap<APIGatewayProxyEventV2, number>();
  const write = ({ event, response }: Answered) => {
    const { requestId, http } = event.requestContext;
    if (response) response.headers["x-request-id"] = requestId;
    const { traceparent, "x-amzn-trace-id": amazonTraceId } = headersOf(event);
    const begun = begunAtMs.get(event);
    logger.info("answered", {
      requestId,
      trace: traceparent ?? amazonTraceId,
      method: http.method,
      path: event.rawPath,
      status: response?.statusCode,
      ...(begun !== undefined && { durationMs: Math.round(performance.now() - begun) }),
    });
  };
  return {
    before: ({ event }) => void begunAtMs.set(event, performance.now()),
    after: write,
    onError: write,
  };
}
