import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  API_HOST,
  apiDistribution,
  bodyLimitCode,
  httpApi,
  startTestFront,
  type TestFront,
} from "./test-front.ts";

const echo = { code: "export const handler = async (event) => event;" };
const answering = (expression: string) => ({
  code: `export const handler = async (event) => (${expression});`,
});

let front: TestFront;
beforeAll(async () => {
  front = await startTestFront(
    {
      echo,
      described: answering(
        `{ statusCode: 201, headers: { "X-Made": "yes", "x-number": 5 }, cookies: ["a=1", "b=2; Path=/"], body: "made" }`,
      ),
      binary: answering(
        `{ statusCode: 200, headers: { "content-type": "image/png" }, isBase64Encoded: true, body: Buffer.from([0, 1, 255]).toString("base64") }`,
      ),
      plain: answering(`"Hello"`),
      bad: answering(`{ statusCode: "nonsense" }`),
      thrower: { code: "export const handler = async () => { throw new Error('secret detail'); };" },
      slow: { code: "export const handler = () => new Promise((r) => setTimeout(() => r({}), 6000));" },
    },
    [
      ...httpApi(
        {
          "ANY /api/video-project": "echo",
          "ANY /api/video-project/{proxy+}": "echo",
          "GET /pets/{id}": "echo",
          "GET /pets/best": "plain",
          "ANY /described": "described",
          "ANY /binary": "binary",
          "ANY /plain": "plain",
          "ANY /bad": "bad",
          "ANY /thrower": "thrower",
          "ANY /slow": "slow",
        },
        { timeoutMs: 2500 },
      ),
      ...apiDistribution(
        { api: { domainName: API_HOST, customHeaders: { "x-origin-secret": "s3cret" } } },
        { edgeFunction: bodyLimitCode },
      ),
    ],
  );
});
afterAll(() => front.close());

const get = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(front.apiUrl + path, init);
  return { response, body: await response.text() };
};
const eventOf = async (path: string, init: RequestInit = {}) => JSON.parse((await get(path, init)).body);

describe("an HTTP API behind the distribution", () => {
  it("hands the function an event of payload format 2.0", async () => {
    const event = await eventOf("/api/video-project/17/chat%20log?a=1&b=x%20y&a=2", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Api-Key": "ma_1",
        Cookie: "one=1; two=2",
        "X-Many": "a",
      },
      body: '{"é":1}',
    });
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "ANY /api/video-project/{proxy+}",
      rawPath: "/api/video-project/17/chat log",
      rawQueryString: "a=1&b=x%20y&a=2",
      cookies: ["one=1", "two=2"],
      queryStringParameters: { a: "1,2", b: "x y" },
      pathParameters: { proxy: "17/chat log" },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
    expect(event.headers).toMatchObject({ "api-key": "ma_1", "x-many": "a", host: API_HOST });
    expect(event.headers.cookie).toBeUndefined();
    expect(event.requestContext).toMatchObject({
      accountId: "000000000000",
      apiId: "api1",
      domainName: API_HOST,
      domainPrefix: "api1",
      stage: "$default",
      http: { method: "POST", path: "/api/video-project/17/chat log", protocol: "HTTP/1.1" },
    });
    expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  });

  it("adds the origin's secret over the viewer's header of that name, and who the viewer was", async () => {
    const { headers } = await eventOf("/api/video-project", { headers: { "x-origin-secret": "forged" } });
    expect(headers["x-origin-secret"]).toBe("s3cret");
    expect(headers["x-forwarded-for"]).toMatch(/^127\.0\.0\.1, /);
    expect(headers.via).toContain("CloudFront");
  });

  it("encodes a body that is no text, a form's too", async () => {
    const event = await eventOf("/api/video-project", {
      method: "POST",
      body: new URLSearchParams({ a: "b" }),
    });
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body, "base64").toString()).toBe("a=b");
  });

  it("prefers literals to variables, and does not match a greedy route with nothing", async () => {
    expect((await get("/pets/best")).body).toBe("Hello");
    expect((await eventOf("/pets/rex")).pathParameters).toEqual({ id: "rex" });
    expect((await eventOf("/api/video-project")).routeKey).toBe("ANY /api/video-project");
    expect((await get("/api/video-project/")).response.status).toBe(404);
  });

  it("answers 404 for unknown routes and for methods that no route has", async () => {
    expect(await get("/nowhere")).toMatchObject({
      response: { status: 404 },
      body: '{"message":"Not Found"}',
    });
    expect((await get("/pets/rex", { method: "POST" })).response.status).toBe(404);
  });

  it("makes a response of what the function describes", async () => {
    const { response, body } = await get("/described");
    expect([response.status, body]).toEqual([201, "made"]);
    expect(response.headers.get("x-made")).toBe("yes");
    expect(response.headers.get("x-number")).toBe("5");
    expect(response.headers.get("content-type")).toBe("text/plain;charset=utf-8");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2; Path=/"]);
    const binary = await fetch(`${front.apiUrl}/binary`);
    expect([...new Uint8Array(await binary.arrayBuffer())]).toEqual([0, 1, 255]);
  });

  it("makes a JSON 200 of anything else", async () => {
    const { response, body } = await get("/plain");
    expect([response.status, response.headers.get("content-type"), body]).toEqual([
      200,
      "application/json",
      "Hello",
    ]);
  });

  it("answers 500 for failures and malformed answers, and tells nothing", async () => {
    for (const path of ["/thrower", "/bad"]) {
      expect(await get(path)).toMatchObject({
        response: { status: 500 },
        body: '{"message":"Internal Server Error"}',
      });
    }
  });

  it("answers 503 when the integration takes too long", async () => {
    expect(await get("/slow", { method: "POST" })).toMatchObject({
      response: { status: 503 },
      body: '{"message":"Service Unavailable"}',
    });
  });

  it("answers 413 at the edge, in the surface's shape, before the body is anywhere", async () => {
    const large = {
      method: "POST",
      body: "x".repeat(6 * 1024 * 1024 + 1),
      headers: { "content-type": "text/plain" },
    };
    const agent = await get("/api/agent", large);
    expect(agent.response.status).toBe(413);
    expect(JSON.parse(agent.body)).toMatchObject({ success: false, error: "PAYLOAD_TOO_LARGE" });
    const media = await get("/api/v1/videos", large);
    expect(JSON.parse(media.body).error.code).toBe("payload_too_large");
  });

  it("answers 413 for what only grows too large as an event", async () => {
    const body = Buffer.alloc(5 * 1024 * 1024);
    const { response } = await get("/api/video-project", { method: "POST", body });
    expect(response.status).toBe(413);
  });

  it("answers HEAD without a body", async () => {
    const { response, body } = await get("/described", { method: "HEAD" });
    expect([response.status, body]).toEqual([201, ""]);
  });
});

describe("an HTTP API with a CORS configuration", () => {
  it("answers preflights itself and owns the headers", async () => {
    const cors = {
      AllowOrigins: ["https://a.test"],
      AllowMethods: ["POST"],
      AllowHeaders: ["x-one"],
      MaxAge: 60,
    };
    const own = await startTestFront(
      { liberal: answering(`{ statusCode: 200, headers: { "access-control-allow-origin": "*" } }`) },
      [
        ...httpApi({ "ANY /{proxy+}": "liberal" }, { cors }),
        ...apiDistribution({ api: { domainName: API_HOST } }),
      ],
    );
    try {
      const ask = (origin: string) =>
        fetch(`${own.apiUrl}/x`, {
          method: "OPTIONS",
          headers: { origin, "access-control-request-method": "POST" },
        });
      const allowed = await ask("https://a.test");
      expect(allowed.status).toBe(204);
      expect(allowed.headers.get("access-control-allow-origin")).toBe("https://a.test");
      expect(allowed.headers.get("access-control-allow-methods")).toBe("POST");
      expect(allowed.headers.get("access-control-max-age")).toBe("60");
      expect((await ask("https://b.test")).headers.get("access-control-allow-origin")).toBeNull();
      const stranger = await fetch(`${own.apiUrl}/x`, { headers: { origin: "https://b.test" } });
      expect(stranger.headers.get("access-control-allow-origin")).toBeNull();
    } finally {
      await own.close();
    }
  });
});
