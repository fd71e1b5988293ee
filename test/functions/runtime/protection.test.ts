import { describe, expect, it } from "vitest";
import { AppError, ConcurrentLimitError } from "../../../core/contract/errors.ts";
import type { Account, Plan } from "../../../core/ports/accounts.ts";
import { projectSurface, type Route, success } from "../../../functions/runtime/http-answer.ts";
import { jsonFunction } from "../../../functions/runtime/http-function.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import type { Protection } from "../../../functions/runtime/protection.ts";
import { testClock, testIds } from "../../suites/in-memory/clock.ts";
import { inMemoryKeyedRequestStore, inMemoryRequestCounter } from "../../suites/in-memory/request-store.ts";
import { lambdaContext, lambdaEvent, type TestRequest } from "../lambda-event.ts";

const NOON = Date.UTC(2026, 10, 15, 12);

/** A surface whose one spending route does what `work` says, for accounts named by their key. */
function surface(work: (workId: string | undefined) => Promise<unknown> = async () => ({})) {
  const clock = testClock(NOON + 20_000);
  const account = (userId: string, plan: Plan): Account => ({
    userId,
    plan,
    email: `${userId}@example.com`,
    monthlyRemaining: 0,
    purchased: 0,
    held: 0,
    createdAtEpochMs: 0,
  });
  const accounts: Record<string, Account> = { k1: account("one", "free"), k2: account("two", "creator") };
  const workIds: (string | undefined)[] = [];
  const spend: Route = {
    method: "POST",
    path: "/spend/{id}",
    spends: true,
    async handle(request) {
      workIds.push(request.workId);
      return success({ did: await work(request.workId), count: workIds.length }, 202, { etag: '"1"' });
    },
  };
  const protection: Protection = {
    clock,
    ids: testIds(),
    requests: inMemoryRequestCounter(),
    keyedRequests: inMemoryKeyedRequestStore(),
    accountOf: async ({ "api-key": apiKey = "" }) => accounts[apiKey],
  };
  const handler = jsonFunction({
    surface: projectSurface,
    logger: createLogger("test"),
    checkOrigin: async () => undefined,
    protection,
    routes: [{ method: "GET", path: "/things", handle: async () => success({}) }, spend],
  });
  const call = async (request: Partial<TestRequest> = {}) => {
    const headers = { "api-key": "k1", ...request.headers };
    const {
      statusCode,
      headers: answered,
      body,
    } = await handler(lambdaEvent({ path: "/things", ...request, headers }), lambdaContext());
    return { statusCode, headers: answered, json: JSON.parse(body) };
  };
  const post = (key: string, more: Partial<TestRequest> = {}) =>
    call({
      method: "POST",
      path: "/spend/7",
      body: { a: 1 },
      ...more,
      headers: { "idempotency-key": key, ...more.headers },
    });
  return { clock, call, post, workIds };
}

describe("the rate limit of a surface", () => {
  it("tells every answer where the account stands", async () => {
    const { call } = surface();
    const reset = String((NOON + 60_000) / 1000);
    expect((await call()).headers).toMatchObject({
      "x-ratelimit-limit": "30",
      "x-ratelimit-remaining": "29",
      "x-ratelimit-reset": reset,
    });
    const missing = await call({ path: "/nothing", headers: { "api-key": "k2" } });
    expect(missing).toMatchObject({ statusCode: 404, headers: { "x-ratelimit-limit": "240" } });
  });

  it("refuses exactly those beyond the plan's when 50 come at once, until the minute is over", async () => {
    const { call, clock } = surface();
    const answers = await Promise.all(Array.from({ length: 50 }, () => call()));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(30);
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    expect(refused).toHaveLength(20);
    expect(refused[0]).toMatchObject({
      headers: { "retry-after": "40", "x-ratelimit-remaining": "0" },
      json: { success: false, error: "RATE_LIMITED", data: { limit: 30, retryAfterSeconds: 40 } },
    });
    expect((await call({ headers: { "api-key": "k2" } })).statusCode).toBe(200);
    clock.advance(40_000);
    expect((await call()).statusCode).toBe(200);
  });

  it("counts what has an Idempotency-Key as well, whatever it asks for", async () => {
    const { call, post } = surface();
    const headers = { "idempotency-key": "a" };
    expect((await post("a")).headers["x-ratelimit-remaining"]).toBe("29");
    expect((await call({ headers })).headers["x-ratelimit-remaining"]).toBe("28");
    const missing = await call({ path: "/nothing", headers });
    expect(missing).toMatchObject({ statusCode: 404, headers: { "x-ratelimit-remaining": "27" } });
  });

  it("counts nobody's requests against nobody", async () => {
    const { call } = surface();
    const { headers } = await call({ headers: { "api-key": "unknown" } });
    expect(headers["x-ratelimit-limit"]).toBeUndefined();
  });
});

describe("a request with an Idempotency-Key", () => {
  it("happens once and is answered the same for 24 hours", async () => {
    const { post, clock, workIds } = surface();
    const first = await post("a");
    expect(first).toMatchObject({ statusCode: 202, json: { data: { count: 1 } } });
    clock.advance(24 * 3_600_000 - 1);
    const again = await post("a");
    expect(again).toMatchObject({
      statusCode: 202,
      json: first.json,
      headers: { etag: '"1"', "idempotency-replayed": "true" },
    });
    clock.advance(1);
    expect((await post("a")).json.data.count).toBe(2);
    expect(new Set(workIds).size).toBe(2);
  });

  it("is refused for another body or another thing, and is another account's own matter", async () => {
    const { post } = surface();
    await post("a");
    for (const other of [{ body: { a: 2 } }, { path: "/spend/8" }, { query: { b: "1" } }]) {
      expect(await post("a", other)).toMatchObject({
        statusCode: 422,
        json: { error: "IDEMPOTENCY_KEY_REUSED" },
      });
    }
    expect(await post("a", { body: { a: 2 }, headers: { "api-key": "k2" } })).toMatchObject({
      statusCode: 202,
    });
  });

  it("is 409 while the first one is being worked on", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { post, workIds } = surface(() => promise);
    const first = post("a");
    const second = await post("a");
    expect(second).toMatchObject({ statusCode: 409, json: { error: "REQUEST_UNDERWAY" } });
    resolve();
    expect((await first).statusCode).toBe(202);
    expect(workIds).toHaveLength(1);
  });

  it("may try again after a refusal, because nothing was done", async () => {
    let isBusy = true;
    const { post } = surface(async () => {
      if (isBusy) throw new ConcurrentLimitError("busy");
    });
    expect((await post("a")).statusCode).toBe(409);
    isBusy = false;
    expect((await post("a")).statusCode).toBe(202);
  });

  it("keeps no key of a request beyond the rate limit, so that it works when the minute is over", async () => {
    const { call, post, clock, workIds } = surface();
    await Promise.all(Array.from({ length: 30 }, () => call()));
    expect((await post("a")).json.error).toBe("RATE_LIMITED");
    expect(workIds).toEqual([]);
    clock.advance(40_000);
    expect((await post("a")).statusCode).toBe(202);
  });

  it("keeps the key of a crashed one beyond the rate limit: what it did is not done anew", async () => {
    let isBroken = true;
    const { call, post, clock, workIds } = surface(async () => {
      if (isBroken) throw new Error("power cut");
    });
    await post("a");
    isBroken = false;
    clock.advance(61_000);
    await Promise.all(Array.from({ length: 30 }, () => call()));
    expect((await post("a")).json.error).toBe("RATE_LIMITED");
    clock.advance(61_000);
    expect((await post("a")).statusCode).toBe(202);
    expect(workIds).toHaveLength(2);
    expect(workIds[1]).toBe(workIds[0]);
  });

  it("does the same work again when the first one crashed, and not before its lease is over", async () => {
    let isBroken = true;
    const { post, clock, workIds } = surface(async () => {
      if (isBroken) throw new Error("power cut");
    });
    expect((await post("a")).statusCode).toBe(500);
    isBroken = false;
    expect((await post("a")).json.error).toBe("REQUEST_UNDERWAY");
    clock.advance(61_000);
    expect((await post("a")).statusCode).toBe(202);
    expect(workIds).toHaveLength(2);
    expect(workIds[0]).toBeDefined();
    expect(workIds[1]).toBe(workIds[0]);
  });

  it.each(["", "ü", "x".repeat(256)])("is 400 when it is no key (%j)", async (key) => {
    const { post } = surface();
    expect(await post(key)).toMatchObject({
      statusCode: 400,
      json: { data: { fields: [{ path: "Idempotency-Key" }] } },
    });
  });

  it("is not needed, and changes nothing for a stranger", async () => {
    const { call, post, workIds } = surface(async (workId) => {
      if (workId === "never") throw new AppError("NO", "no", { httpStatus: 500 });
    });
    const body = { method: "POST", path: "/spend/7", body: {} };
    await call(body);
    await call(body);
    await post("a", { headers: { "api-key": "unknown" } });
    expect(workIds).toEqual([undefined, undefined, undefined]);
  });
});
