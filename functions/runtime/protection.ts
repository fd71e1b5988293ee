import { createHash } from "node:crypto";
import type middy from "@middy/core";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";
import {
  type BegunRequest,
  beginKeyedRequest,
  type KeyedRequestDeps,
} from "../../core/accounts/keyed-request.ts";
import { countRequest, RateLimitedError, type RateStanding } from "../../core/accounts/rate-limit.ts";
import { AppError } from "../../core/contract/errors.ts";
import type { Caller } from "../../core/ports/accounts.ts";
import type { RequestCounter } from "../../core/ports/requests.ts";
import type { JsonAnswer, LambdaAnswer, Route, StreamAnswer } from "./http-answer.ts";
import { type HttpRequest, headersOf } from "./http-request.ts";

const IDEMPOTENCY_KEY = "idempotency-key";

type AnyAnswer = JsonAnswer | StreamAnswer;
type Answered = Pick<middy.Request<APIGatewayProxyEventV2, LambdaAnswer>, "event" | "response">;

/** What every surface is protected with; wire-face.ts makes it. */
export interface Protection extends KeyedRequestDeps {
  /**
   * Whose a request is, by its credentials alone: against that account it is counted, and its Idempotency-Keys are that
   * account's. Undefined for nobody's, which the routes refuse.
   * @param headers names in lower case
   */
  accountOf(headers: Readonly<Record<string, string>>): Promise<Caller | undefined>;
  readonly requests: RequestCounter;
}

/** Counts a request against its account, once however often it is asked. @throws {RateLimitedError} 429 */
export type RequestCount = (event: APIGatewayProxyEventV2) => Promise<RateStanding | undefined>;

export function requestCount(protection: Protection): RequestCount {
  const standings = new WeakMap<APIGatewayProxyEventV2, Promise<RateStanding | undefined>>();
  const count = async (event: APIGatewayProxyEventV2) => {
    const account = await protection.accountOf(headersOf(event));
    return account && countRequest(protection, account);
  };
  return (event) => {
    const standing = standings.get(event) ?? count(event);
    standings.set(event, standing);
    return standing;
  };
}

/** Counts each request, refuses those beyond the plan's, and says in every answer where the account stands. */
export function rateLimit(count: RequestCount): middy.MiddlewareObj<APIGatewayProxyEventV2, LambdaAnswer> {
  /** Nobody is looked up for a request that did not come this far. */
  const arrived = new WeakSet<APIGatewayProxyEventV2>();
  const tell = async ({ event, response }: Answered) => {
    if (!arrived.has(event)) return;
    const standing = await count(event).catch((error: unknown) => {
      if (error instanceof RateLimitedError) return error.standing;
      // Whatever broke the count has broken the request, whose answer this is.
      return undefined;
    });
    if (standing === undefined || !response) return;
    response.headers["x-ratelimit-limit"] = String(standing.limit);
    response.headers["x-ratelimit-remaining"] = String(standing.remaining);
    response.headers["x-ratelimit-reset"] = String(standing.resetEpochSeconds);
  };
  return {
    before: async ({ event }) => {
      arrived.add(event);
      // With a key, the count and the key are written at once: see handleOnce.
      if (!(IDEMPOTENCY_KEY in headersOf(event))) await count(event);
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
  count: () => Promise<unknown>,
): Promise<Answer | JsonAnswer> {
  const key = request.headers[IDEMPOTENCY_KEY];
  const account =
    route.spends !== true || key === undefined || protection === "none"
      ? undefined
      : await protection.accountOf(request.headers);
  if (account === undefined || key === undefined || protection === "none") {
    await count();
    return route.handle(request);
  }
  const { stored: keyed } = await beginWithinLimit(protection, count, {
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

/** A request beyond the limit frees its key again, unless an earlier one did something under it. */
async function beginWithinLimit(
  protection: Protection,
  count: () => Promise<unknown>,
  wanted: Parameters<typeof beginKeyedRequest>[1],
): Promise<BegunRequest> {
  const [counted, begun] = await Promise.allSettled([count(), beginKeyedRequest(protection, wanted)]);
  if (counted.status === "rejected") {
    if (begun.status === "fulfilled" && begun.value.isFirst) {
      await protection.keyedRequests.forget(begun.value.stored);
    }
    throw counted.reason;
  }
  if (begun.status === "rejected") throw begun.reason;
  return begun.value;
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
