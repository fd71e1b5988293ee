import { describe, expect, it } from "vitest";
import { createAccount } from "../../../core/accounts/create-account.ts";
import { createApiKey } from "../../../core/accounts/create-api-key.ts";
import { createKeyLookup } from "../../../core/accounts/key-lookup.ts";
import { checkDestination } from "../../../core/adapters/webhooks/check-destination.ts";
import { derivedSecrets } from "../../../core/adapters/webhooks/webhook-secrets.ts";
import type { Delivery } from "../../../core/ports/webhooks.ts";
import { mediaRoutes } from "../../../functions/media-api/routes/all.ts";
import { mediaSurface } from "../../../functions/runtime/http-answer.ts";
import { jsonFunction } from "../../../functions/runtime/http-function.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import { inMemoryAccountStore } from "../../suites/in-memory/account-store.ts";
import { testClock, testIds } from "../../suites/in-memory/clock.ts";
import { inMemoryWebhookStore } from "../../suites/in-memory/webhook-store.ts";
import { lambdaContext, lambdaEvent, type TestRequest } from "../lambda-event.ts";

const ENDPOINT = "/api/v1/webhooks/endpoint";
const SECRET = "/api/v1/webhooks/secret";
const DELIVERIES = "/api/v1/webhooks/deliveries";
const idOf = (count: number) => `whd_${String(count).padStart(32, "0")}`;

async function mediaApi() {
  const clock = testClock(Date.UTC(2026, 4, 26, 9));
  const base = { accounts: inMemoryAccountStore(), clock, ids: testIds() };
  const webhooks = inMemoryWebhookStore();
  const orders: string[] = [];
  const handler = jsonFunction({
    surface: mediaSurface,
    logger: createLogger("test"),
    checkOrigin: async () => undefined,
    protection: "none",
    routes: mediaRoutes({
      clock,
      webhooks,
      lookUp: createKeyLookup(base),
      queue: { order: async (deliveryIds) => void orders.push(...deliveryIds) },
      secrets: derivedSecrets(async () => "a root of at least thirty-two characters"),
      checkDestination: checkDestination(new Set()),
    }),
  });
  const newCaller = async (email: string) => {
    const { userId } = await createAccount(base, { email, plan: "creator" });
    const { apiKey } = await createApiKey(base, { userId, name: "Test" });
    const call = async (method: string, path: string, more: Omit<TestRequest, "path"> = {}) => {
      const headers = { authorization: `Bearer ${apiKey}` };
      const request = lambdaEvent({ headers, ...more, method, path });
      const { statusCode, headers: answered, body } = await handler(request, lambdaContext());
      return { status: statusCode, headers: answered, json: JSON.parse(body) };
    };
    return { userId, call };
  };
  const caller = await newCaller("a@example.com");
  const put = (fields: Partial<Delivery> = {}) =>
    webhooks.putDelivery(
      {
        deliveryId: idOf(1),
        version: 1,
        userId: caller.userId,
        target: "account",
        url: "https://hooks.example.com/",
        event: {
          name: "render.failed",
          detail: { id: "e", userId: caller.userId, projectId: 7, renderId: "r", error: "It broke." },
        },
        occurredAtEpochMs: clock.now(),
        state: "failed",
        attempts: 8,
        failures: 8,
        losses: 0,
        isInFlight: false,
        nextAttemptAtEpochMs: clock.now(),
        sweepAtEpochMs: clock.now(),
        lastAttemptAtEpochMs: clock.now() + 1000,
        lastStatus: 500,
        lastError: "The endpoint answered 500.",
        createdAtEpochMs: clock.now(),
        expiresAtEpochMs: clock.now() + 1e9,
        ...fields,
      },
      0,
    );
  return { ...caller, newCaller, clock, webhooks, orders, put };
}

describe("the webhook endpoint", () => {
  it("is none, is set, replaced and taken away", async () => {
    const { call } = await mediaApi();
    expect(await call("GET", ENDPOINT)).toMatchObject({ status: 200, json: { url: null, updated_at: null } });
    const set = { url: "https://hooks.example.com/a", updated_at: "2026-05-26T09:00:00.000Z" };
    expect(await call("PUT", ENDPOINT, { body: { url: set.url } })).toMatchObject({ status: 200, json: set });
    expect((await call("GET", ENDPOINT)).json).toEqual(set);
    await call("PUT", ENDPOINT, { body: { url: "http://hooks.example.com/b", more: 1 } });
    expect((await call("GET", ENDPOINT)).json.url).toBe("http://hooks.example.com/b");
    expect((await call("DELETE", ENDPOINT)).json.url).toBeNull();
    expect(await call("DELETE", ENDPOINT)).toMatchObject({ status: 200, json: { url: null } });
  });

  it.each([
    [{}, "url: "],
    [{ url: 7 }, "url: "],
    [{ url: null }, "url: "],
    [{ url: "nonsense" }, "url: must be an http or https URL"],
    [{ url: "ftp://hooks.example.com/" }, "url: must be an http or https URL"],
    [{ url: "file:///etc/passwd" }, "url: must be an http or https URL"],
    [{ url: "https://a:b@hooks.example.com/" }, "url: may not carry a name or a password"],
    [{ url: `https://hooks.example.com/${"a".repeat(2048)}` }, "url: must have at most 2048 characters"],
    [{ url: "http://127.0.0.1:80/" }, "url: 127.0.0.1 is not on the public internet"],
    [{ url: "http://2130706433/" }, "url: 127.0.0.1 is not on the public internet"],
    [{ url: "http://[::1]/" }, "url: ::1 is not on the public internet"],
    [{ url: "http://169.254.169.254/latest/meta-data" }, "is not on the public internet"],
    [{ url: "http://localhost/" }, "url: localhost is not on the public internet"],
    [[], ""],
    ["[1", "The body is not valid JSON."],
  ])("refuses %j with a 400 that names the field", async (body, message) => {
    const { call } = await mediaApi();
    const answer = await call("PUT", ENDPOINT, { body });
    expect(answer).toMatchObject({ status: 400, json: { error: { type: "validation_error" } } });
    expect(answer.json.error.message).toContain(message);
    expect(Object.keys(answer.json.error).toSorted()).toEqual(["code", "message", "type"]);
    expect((await call("GET", ENDPOINT)).json.url).toBeNull();
  });
});

describe("the webhook secret", () => {
  it("is the account's own, and stays until it is rotated", async () => {
    const { call, clock, newCaller } = await mediaApi();
    const first = (await call("GET", SECRET)).json;
    expect(first).toEqual({
      secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
      previous_secret: null,
      rotated_at: null,
    });
    const other = await newCaller("b@example.com");
    expect((await other.call("GET", SECRET)).json.secret).not.toBe(first.secret);

    const rotated = await call("POST", SECRET);
    expect(rotated).toMatchObject({
      status: 200,
      json: { previous_secret: first.secret, rotated_at: "2026-05-26T09:00:00.000Z" },
    });
    expect(rotated.json.secret).not.toBe(first.secret);
    expect((await call("GET", SECRET)).json).toEqual(rotated.json);
    clock.advance(5000);
    // A client that did not hear the answer asks again: the secret that its endpoint knows stays alive.
    expect((await call("POST", SECRET)).json).toEqual(rotated.json);
    clock.advance(3_600_000);
    expect((await call("POST", SECRET)).json.previous_secret).toBe(rotated.json.secret);
  });
});

describe("the deliveries", () => {
  it("show what became of each, dead letters included", async () => {
    const { call, put } = await mediaApi();
    await put();
    expect((await call("GET", DELIVERIES)).json).toEqual({
      deliveries: [
        {
          id: idOf(1),
          message_id: expect.stringMatching(/^msg_[0-9a-f]{32}$/),
          event: "render.failed",
          url: "https://hooks.example.com/",
          status: "failed",
          attempts: 8,
          last_status: 500,
          last_error: "The endpoint answered 500.",
          last_attempt_at: "2026-05-26T09:00:01.000Z",
          next_attempt_at: null,
          created_at: "2026-05-26T09:00:00.000Z",
          delivered_at: null,
        },
      ],
      next_cursor: null,
    });
  });

  it("come in pages, by status, and only one's own", async () => {
    const { call, put, newCaller, clock } = await mediaApi();
    for (let count = 1; count <= 5; count++) {
      await put({
        deliveryId: idOf(count),
        createdAtEpochMs: clock.now() + count,
        state: count === 2 ? "pending" : "failed",
      });
    }
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: Record<string, string> = { limit: "2", ...(cursor && { cursor }) };
      const { json } = await call("GET", DELIVERIES, { query });
      seen.push(...json.deliveries.map(({ id }: { id: string }) => id));
      cursor = json.next_cursor;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map(idOf));
    const pending = await call("GET", DELIVERIES, { query: { status: "pending", limit: "1000" } });
    expect(pending.json.deliveries).toMatchObject([{ id: idOf(2), next_attempt_at: expect.any(String) }]);
    const other = await newCaller("b@example.com");
    expect((await other.call("GET", DELIVERIES)).json).toEqual({ deliveries: [], next_cursor: null });
  });

  it.each([
    { limit: "0" },
    { limit: "-1" },
    { limit: "1e3" },
    { limit: "abc" },
    { cursor: "x" },
    { cursor: "0000000000000001-whd_1' OR 1" },
    { status: "dead" },
  ])("refuse %j", async (query) => {
    const { call } = await mediaApi();
    const answer = await call("GET", DELIVERIES, { query });
    expect(answer).toMatchObject({ status: 400, json: { error: { type: "validation_error" } } });
    expect(answer.json.error.message).toContain(Object.keys(query)[0]);
  });

  it("are sent again on demand", async () => {
    const { call, put, orders, webhooks } = await mediaApi();
    await put();
    const path = `${DELIVERIES}/${idOf(1)}/redeliver`;
    const answer = await call("POST", path);
    expect(answer).toMatchObject({ status: 202, json: { id: idOf(1), status: "pending" } });
    expect(orders).toEqual([idOf(1)]);
    expect(await webhooks.getDelivery(idOf(1))).toMatchObject({ state: "pending", failures: 0 });
  });

  it("of somebody else, or of nobody, cannot be sent", async () => {
    const { call, put, orders, newCaller } = await mediaApi();
    await put();
    const other = await newCaller("b@example.com");
    const notFound = { status: 404, json: { error: { code: "delivery_not_found", type: "not_found" } } };
    expect(await other.call("POST", `${DELIVERIES}/${idOf(1)}/redeliver`)).toMatchObject(notFound);
    expect(await call("POST", `${DELIVERIES}/${idOf(9)}/redeliver`)).toMatchObject(notFound);
    expect(await call("POST", `${DELIVERIES}/%2e%2e/redeliver`)).toMatchObject(notFound);
    expect(orders).toEqual([]);
  });
});

describe("the Media API", () => {
  it.each([
    ["GET", SECRET],
    ["POST", SECRET],
    ["GET", ENDPOINT],
    ["PUT", ENDPOINT],
    ["DELETE", ENDPOINT],
    ["GET", DELIVERIES],
    ["POST", `${DELIVERIES}/${idOf(1)}/redeliver`],
  ])("asks who is calling: %s %s", async (method, path) => {
    const { call } = await mediaApi();
    const type = "authentication_error";
    const answers = [
      [{}, "missing_api_key"],
      [{ authorization: "Basic abc" }, "missing_api_key"],
      [{ authorization: "Bearer " }, "missing_api_key"],
      [{ authorization: "Bearer ma_00000000000000000000000000000000" }, "invalid_api_key"],
      [{ authorization: "Bearer nonsense" }, "invalid_api_key"],
    ] as const;
    for (const [headers, code] of answers) {
      expect(await call(method, path, { headers })).toMatchObject({
        status: 401,
        json: { error: { code, type } },
      });
    }
  });

  it("says in its own shape that there is no such route, or method", async () => {
    const { call } = await mediaApi();
    expect(await call("GET", "/api/v1/nothing")).toMatchObject({
      status: 404,
      json: { error: { code: "not_found", type: "not_found" } },
    });
    expect(await call("DELETE", SECRET)).toMatchObject({
      status: 405,
      headers: { allow: "GET, POST" },
      json: { error: { code: "method_not_allowed", type: "validation_error" } },
    });
  });
});
