import { createHash } from "node:crypto";
import type middy from "@middy/core";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import { beginKeyedRequest, type KeyedRequestDeps } from "../../core/accounts/keyed-request.ts";
import { countRequest, RateLimitedError, type RateStanding } from "../../core/accounts/rate-limit.ts";
import { AppError } from "../../core/contract/errors.ts";
import type { Account } from "../../core/ports/accounts.ts";
import type { RequestCounter } from "../../core/ports/requests.ts";
import type { JsonAnswer, LambdaAnswer, Route, StreamAnswer } from "./http-answer.ts";
import { type HttpRequest, headersOf } from "./http-request.ts";

type AnyAnswer = JsonAnswer | StreamAnswer;
type Answered = Pick<middy.Request<APIGatewayProxyEventV2, LambdaAnswer>, "event" | "response">;

/** What every surface is protected with; wire-face.ts makes it. */
export interface Protection extends KeyedRequestDeps {
  /**
   * Whose a request is, by its credentials alone: against that account it is counted, and its Idempotency-Keys are that
   * account's. Undefined for nobody's, which the routes refuse.
   * @param headers names in lower case
   */
  accountOf(headers: Readonly<Record<string, string>>): Promise<Account | undefined>;
  readonly requests: RequestCounter;
}

/** Counts each request, refuses those beyond the plan's, and says in every answer where the account stands. */
export function rateLimit(protection: Protection): middy.MiddlewareObj<APIGatewayProxyEventV2, LambdaAnswer> {
  const standings = new WeakMap<APIGatewayProxyEventV2, RateStanding>();
  const tell = ({ event, response }: Answered) => {
    const standing = standings.get(event);
    if (standing === undefined || !response) return;
    response.headers["x-ratelimit-limit"] = String(standing.limit);
    response.headers["x-ratelimit-remaining"] = String(standing.remaining);
    response.headers["x-ratelimit-reset"] = String(standing.resetEpochSeconds);
  };
  return {
    before: async ({ event }) => {
      const account = await protection.accountOf(headersOf(event));
      if (account === undefined) return;
      try {
        standings.set(event, await countRequest(protection, account));
      } catch (error) {
        if (error instanceof RateLimitedError) standings.set(event, error.standing);
        throw error;
      }
    },
    after: tell,
    onError: tell,
  };
}

const storedAnswer = z.object({
  status: z.number(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()),
});

/**
 * Handles a request. With an `Idempotency-Key` on a route that spends: once in 24 hours, and whoever sends it again gets
 * the first one's answer. A refusal is not an answer: nothing was done, so the same key may try again. What broke may have
 * done something: the repeat comes when the first one's lease is over, and does the same work under the same `workId`.
 */
export async function handleOnce<Answer extends AnyAnswer>(
  protection: Protection | "none",
  route: Route<Answer>,
  request: HttpRequest,
): Promise<Answer | JsonAnswer> {
  const key = request.headers["idempotency-key"];
  if (route.spends !== true || key === undefined || protection === "none") return route.handle(request);
  const account = await protection.accountOf(request.headers);
  if (account === undefined) return route.handle(request);

  const keyed = await beginKeyedRequest(protection, {
    userId: account.userId,
    route: `${route.method} ${route.path}`,
    key: key.trim(),
    fingerprint: fingerprintOf(request),
  });
  if (keyed.answer !== undefined) return again(route, request, keyed.answer);
  try {
    const answer = await route.handle({ ...request, workId: keyed.workId });
    await protection.keyedRequests.answer(keyed, textOf(answer));
    return answer;
  } catch (error) {
    if (error instanceof AppError) await protection.keyedRequests.forget(keyed);
    throw error;
  }
}

async function again<Answer extends AnyAnswer>(
  route: Route<Answer>,
  request: HttpRequest,
  stored: string,
): Promise<Answer | JsonAnswer> {
  const { status, body, headers } = storedAnswer.parse(JSON.parse(stored));
  if (route.replay) return route.replay(request, headers);
  return { status, body, headers: { ...headers, "idempotency-replayed": "true" } };
}

const textOf = (answer: AnyAnswer): string =>
  JSON.stringify(
    "frames" in answer
      ? { status: 200, headers: answer.headers ?? {} }
      : { status: answer.status, body: answer.body, headers: answer.headers ?? {} },
  );

/** The route's pattern is part of the scope; what stands in its place, and all that was sent, must be the same. */
const fingerprintOf = (request: HttpRequest): string =>
  createHash("sha256")
    .update(JSON.stringify([request.path, request.query, request.json() ?? null]))
    .digest("hex");
