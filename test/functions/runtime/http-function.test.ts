import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { ConcurrentLimitError, TransientError } from "../../../core/contract/errors.ts";
import { projectSurface, type Route, success } from "../../../functions/runtime/http-answer.ts";
import { jsonFunction } from "../../../functions/runtime/http-function.ts";
import { parseFields } from "../../../functions/runtime/http-request.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import { createOriginCheck } from "../../../functions/runtime/origin-secret.ts";
import { lambdaContext, lambdaEvent, ORIGIN_SECRET, type TestRequest } from "../lambda-event.ts";

const routes: Route[] = [
  { method: "GET", path: "/things", handle: async ({ query }) => success(query) },
  { method: "POST", path: "/things", handle: async (request) => success(request.json(), 201) },
  { method: "GET", path: "/things/{thingId}", handle: async ({ params }) => success(params) },
  {
    method: "POST",
    path: "/parse",
    handle: async (request) =>
      success(parseFields(z.object({ n: z.number(), s: z.string() }), request.json())),
  },
  {
    method: "GET",
    path: "/busy",
    handle: async () => {
      throw new ConcurrentLimitError("A run is in the way.", { runId: "r" });
    },
  },
  {
    method: "GET",
    path: "/down",
    handle: async () => {
      throw new TransientError("The vendor rests.");
    },
  },
  {
    method: "GET",
    path: "/broken",
    handle: async () => {
      throw new Error("password=hunter2");
    },
  },
  { method: "GET", path: "/large", handle: async () => success("x".repeat(100_000)) },
];

const handler = jsonFunction({
  surface: projectSurface,
  logger: createLogger("test"),
  checkOrigin: createOriginCheck(async () =>
    JSON.stringify({ current: ORIGIN_SECRET, previous: "p".repeat(32) }),
  ),
  protection: "none",
  routes,
});

async function call(request: TestRequest) {
  const result = await handler(lambdaEvent(request), lambdaContext());
  const text = result.isBase64Encoded
    ? gunzipSync(Buffer.from(result.body, "base64")).toString()
    : (result.body ?? "");
  return { ...result, json: text === "" ? undefined : JSON.parse(text) };
}

let logged: string[];
beforeEach(() => {
  logged = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((line) => logged.push(String(line)) > 0);
  }
});
afterEach(() => vi.restoreAllMocks());

describe("an HTTP function", () => {
  it("routes by method and path, and decodes parameters", async () => {
    expect((await call({ path: "/things", query: { a: "1 2", b: "ä" } })).json).toEqual({
      success: true,
      data: { a: "1 2", b: "ä" },
    });
    expect((await call({ path: "/things/a%20b" })).json.data).toEqual({ thingId: "a b" });
    expect((await call({ path: "/things/%zz" })).json.data).toEqual({ thingId: "%zz" });
    const created = await call({ method: "POST", path: "/things", body: { deep: [1] } });
    expect(created).toMatchObject({ statusCode: 201, json: { data: { deep: [1] } } });
    expect(created.headers).toMatchObject({ "x-request-id": "request-1", "cache-control": "no-store" });
  });

  it("answers unknown routes 404, and wrong methods 405 with Allow, in the surface's shape", async () => {
    expect(await call({ path: "/nothing" })).toMatchObject({
      statusCode: 404,
      json: { success: false, error: "NOT_FOUND", data: {} },
    });
    const wrong = await call({ method: "DELETE", path: "/things" });
    expect(wrong).toMatchObject({ statusCode: 405, json: { error: "METHOD_NOT_ALLOWED" } });
    expect(wrong.headers.allow).toBe("GET, POST");
  });

  it.each([
    ["malformed JSON", '{"a":', 400, "INVALID_JSON"],
    ["a key that would change prototypes", '{"a":{"__proto__":{}}}', 400, "INVALID_JSON"],
    ["a mountain of brackets", "[".repeat(200_000), 400, "INVALID_JSON"],
    ["more than 6 MB", JSON.stringify("x".repeat(6_300_000)), 413, "PAYLOAD_TOO_LARGE"],
  ])("refuses %s", async (_, body, status, code) => {
    const answer = await call({ method: "POST", path: "/things", body });
    expect(answer).toMatchObject({ statusCode: status, json: { success: false, error: code } });
  });

  it("refuses another content type with 415, and takes JSON in all its names", async () => {
    const post = (contentType: string) =>
      call({ method: "POST", path: "/things", body: "{}", headers: { "content-type": contentType } });
    expect(await post("application/x-www-form-urlencoded")).toMatchObject({
      statusCode: 415,
      json: { error: "UNSUPPORTED_MEDIA_TYPE" },
    });
    expect((await post("application/json; charset=utf-8")).statusCode).toBe(201);
    expect((await post("application/merge-patch+json")).statusCode).toBe(201);
  });

  it("reads bodies that API Gateway sent as base64", async () => {
    const event = lambdaEvent({ method: "POST", path: "/things", body: { a: "ä" } });
    event.body = Buffer.from(event.body ?? "").toString("base64");
    event.isBase64Encoded = true;
    const { body } = await handler(event, lambdaContext());
    expect(JSON.parse(body).data).toEqual({ a: "ä" });
  });

  it("names every bad field", async () => {
    const { statusCode, json } = await call({ method: "POST", path: "/parse", body: { n: "1" } });
    expect(statusCode).toBe(400);
    expect(json.error).toBe("INVALID_PARAMETERS");
    expect(json.data.fields.map(({ path }: { path: string }) => path)).toEqual(["n", "s"]);
  });

  it("passes on what a caller may know of an error, and nothing else", async () => {
    expect(await call({ path: "/busy" })).toMatchObject({
      statusCode: 409,
      json: {
        success: false,
        error: "CONCURRENT_LIMIT",
        message: "A run is in the way.",
        data: { runId: "r" },
      },
    });
    expect(await call({ path: "/down" })).toMatchObject({ statusCode: 503, headers: { "retry-after": "1" } });
    const broken = await call({ path: "/broken" });
    expect(broken).toMatchObject({
      statusCode: 500,
      json: { error: "INTERNAL_ERROR", data: { requestId: "request-1" } },
    });
    expect(broken.body).not.toContain("hunter2");
    expect(logged.join()).toContain("request-1");
  });

  it("takes nothing that did not come through the front door, and both values of its secret", async () => {
    const withSecret = (secret: string) => call({ path: "/things", headers: { "x-origin-secret": secret } });
    expect(await withSecret("wrong")).toMatchObject({ statusCode: 403, json: { error: "FORBIDDEN" } });
    expect(await withSecret("")).toMatchObject({ statusCode: 403 });
    expect(await withSecret("p".repeat(32))).toMatchObject({ statusCode: 200 });
  });

  it("lets any site's pages call, and answers their preflight", async () => {
    const preflight = await call({
      method: "OPTIONS",
      path: "/things",
      headers: { origin: "https://editor.example.com", "access-control-request-method": "PATCH" },
    });
    expect(preflight).toMatchObject({ statusCode: 204 });
    expect(preflight.headers).toMatchObject({ "Access-Control-Allow-Origin": "*" });
    expect(preflight.headers["Access-Control-Allow-Headers"]).toContain("api-key");
    const refusal = await call({ path: "/nothing", headers: { origin: "https://editor.example.com" } });
    expect(refusal.headers["Access-Control-Allow-Origin"]).toBe("*");
  });

  it("gzips large answers for those who take them", async () => {
    const large = await call({ path: "/large", headers: { "accept-encoding": "gzip, br" } });
    expect(large.headers["content-encoding"]).toBe("gzip");
    expect(large.json.data).toHaveLength(100_000);
    expect((await call({ path: "/large" })).headers["content-encoding"]).toBeUndefined();
  });
});

const EMAIL = "some.one+tag@example.com";
const API_KEY = `ma_${"0123456789abcdef".repeat(2)}`;
const isClean = (line: string | undefined) =>
  expect(line).not.toMatch(/0123456789abcdef|some\.one|example\.com|hunter2/i);

describe("the log", () => {
  it("has no keys, emails or secrets", () => {
    createLogger("test").info("request", {
      headers: { "api-key": API_KEY, Authorization: `Bearer ${API_KEY}` },
      body: { email: EMAIL, nested: [{ apiKey: API_KEY }], name: "kept" },
    });
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain("kept");
    isClean(logged[0]);
  });

  it.each([
    `GET /api/x?email=${EMAIL}&apiKey=${API_KEY}&page=2 failed`,
    `GET /api/x?email=${encodeURIComponent(EMAIL)}&page=2 failed`,
    `the key ${API_KEY} of <${EMAIL}> failed`,
    `sent {"apiKey":"${API_KEY}","email":"${EMAIL}"} and failed`,
    `Authorization: Bearer hunter2.hunter2 failed`,
    "api-key=hunter2 failed",
  ])("has none of them inside a text either: %s", (text) => {
    const logger = createLogger("test");
    logger.info(text);
    logger.error("broken", { error: new Error(text, { cause: new Error(text) }) });
    expect(logged).toHaveLength(2);
    for (const line of logged) {
      expect(line).toContain("failed");
      isClean(line);
    }
  });

  it("has a line an answer, with the request's id and trace and without its query", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await call({ path: "/things", query: { email: EMAIL, apiKey: API_KEY }, headers: { traceparent } });
    await call({ path: "/nothing", query: { email: EMAIL } });
    const lines = logged.map((line) => JSON.parse(line)).filter(({ message }) => message === "answered");
    expect(lines).toMatchObject([
      { requestId: "request-1", trace: traceparent, method: "GET", path: "/things", status: 200 },
      { requestId: "request-1", path: "/nothing", status: 404 },
    ]);
    expect(lines[0].durationMs).toBeGreaterThanOrEqual(0);
    for (const line of logged) isClean(line);
  });
});
