import { afterEach, describe, expect, it } from "vitest";
import { AwsError, type Resource } from "../../../../local/types.ts";
import { resource } from "../lambda/test-cloud.ts";
import {
  API_HOST,
  apiDistribution,
  functionUrl,
  httpApi,
  requestAs,
  startTestFront,
  type TestFront,
  urlHostOf,
} from "./test-front.ts";

const NO_ORIGIN_POLICY = { OriginRequestPolicyId: undefined };
const functions = {
  api: {
    code: "export const handler = async (event) => ({ statusCode: event.rawPath === '/gone' ? 410 : 200, body: JSON.stringify(event) });",
  },
  other: {
    code: "export const handler = async (event) => ({ statusCode: 200, body: 'other ' + event.rawPath });",
  },
};

let front: TestFront | undefined;
afterEach(async () => {
  await front?.close();
  front = undefined;
});

async function start(resources: Resource[], options?: Parameters<typeof startTestFront>[2]): Promise<string> {
  front = await startTestFront(
    functions,
    [...httpApi({ "ANY /{proxy+}": "api" }), ...functionUrl("other"), ...resources],
    options,
  );
  return front.apiUrl;
}
const origins = {
  "*": { domainName: API_HOST },
  "/stream/*": { domainName: urlHostOf("other") },
  "/api/agen?": { domainName: urlHostOf("other") },
};
const eventAt = async (url: string, init?: RequestInit) => JSON.parse(await (await fetch(url, init)).text());

describe("a distribution", () => {
  it("routes by the first path pattern that matches, else to the default", async () => {
    const url = await start(apiDistribution(origins));
    const text = async (path: string) => (await fetch(url + path)).text();
    expect(await text("/stream/a/b")).toBe("other /stream/a/b");
    expect(await text("/api/agent")).toBe("other /api/agent");
    expect(JSON.parse(await text("/api/agents")).rawPath).toBe("/api/agents");
    expect(JSON.parse(await text("/Stream/a")).rawPath).toBe("/Stream/a");
  });

  it("forwards what its policies name and nothing else", async () => {
    const policy = resource(
      "Some",
      "AWS::CloudFront::OriginRequestPolicy",
      {
        OriginRequestPolicyConfig: {
          HeadersConfig: { HeaderBehavior: "whitelist", Headers: ["X-One", "CloudFront-Viewer-Address"] },
          CookiesConfig: { CookieBehavior: "whitelist", Cookies: ["kept"] },
          QueryStringsConfig: { QueryStringBehavior: "allExcept", QueryStrings: ["secret"] },
        },
      },
      { ref: "some-policy" },
    );
    const url = await start([
      policy,
      ...apiDistribution(origins, { behavior: { OriginRequestPolicyId: "some-policy" } }),
    ]);
    const event = await eventAt(`${url}/x?a=1&secret=2&b`, {
      headers: { "x-one": "1", "x-two": "2", cookie: "kept=1; lost=2", authorization: "Bearer t" },
    });
    expect(event.headers).toMatchObject({ "x-one": "1", host: API_HOST, "user-agent": "Amazon CloudFront" });
    expect(event.headers["cloudfront-viewer-address"]).toMatch(/^127\.0\.0\.1:\d+$/);
    expect([event.headers["x-two"], event.headers.authorization]).toEqual([undefined, undefined]);
    expect([event.cookies, event.rawQueryString]).toEqual([["kept=1"], "a=1&b"]);
  });

  it("forwards neither query nor credentials of a GET without an origin request policy", async () => {
    const url = await start(apiDistribution(origins, { behavior: NO_ORIGIN_POLICY }));
    const event = await eventAt(`${url}/x?a=1`, { headers: { authorization: "Bearer t" } });
    expect([event.rawQueryString, event.headers.authorization]).toEqual(["", undefined]);
  });

  it("lets a viewer-request function rewrite and answer, and a viewer-response function change headers", async () => {
    const code = `function handler(event) {
      var request = event.request;
      if (event.context.eventType === "viewer-response") { event.response.headers["x-edge"] = { value: event.request.uri }; return event.response; }
      if (request.uri === "/redirect") return { statusCode: 302, statusDescription: "Found", headers: { location: { value: "/to" } }, cookies: { a: { value: "1", attributes: "Path=/" } } };
      if (request.querystring.bad) throw new Error("no");
      request.uri = request.uri.replace("/old/", "/new/");
      request.headers["x-viewer"] = { value: event.viewer.ip };
      request.querystring.added = { value: "yes" };
      return request;
    }`;
    const both = ["viewer-request", "viewer-response"].map((EventType) => ({
      EventType,
      FunctionARN: "edge-function-arn",
    }));
    const url = await start(
      apiDistribution(origins, { edgeFunction: code, behavior: { FunctionAssociations: both } }),
    );
    const response = await fetch(`${url}/old/page?a=1`);
    expect(response.headers.get("x-edge")).toBe("/new/page");
    const event = await response.json();
    expect([event.rawPath, event.rawQueryString, event.headers["x-viewer"]]).toEqual([
      "/new/page",
      "a=1&added=yes",
      "127.0.0.1",
    ]);
    const redirect = await fetch(`${url}/redirect`, { redirect: "manual" });
    expect([redirect.status, redirect.headers.get("location")]).toEqual([302, "/to"]);
    expect(redirect.headers.getSetCookie()).toEqual(["a=1; Path=/"]);
    expect((await fetch(`${url}/x?bad=1`)).status).toBe(503);
  });

  it("stops a function at the edge that does not end", async () => {
    const url = await start(apiDistribution(origins, { edgeFunction: "function handler() { for (;;); }" }));
    expect((await fetch(`${url}/x`)).status).toBe(503);
  });

  it("refuses methods that a behaviour does not allow", async () => {
    const url = await start(apiDistribution(origins, { behavior: { AllowedMethods: ["GET", "HEAD"] } }));
    expect((await fetch(`${url}/x`, { method: "DELETE" })).status).toBe(403);
  });

  it("puts its own page in place of an origin's error", async () => {
    const CustomErrorResponses = [{ ErrorCode: 410, ResponseCode: 200, ResponsePagePath: "/stream/sorry" }];
    const url = await start(apiDistribution(origins, { distribution: { CustomErrorResponses } }));
    const response = await fetch(`${url}/gone`);
    expect([response.status, await response.text()]).toEqual([200, "other /stream/sorry"]);
  });

  it("does not boot with an origin, a policy or a setting that is not emulated", async () => {
    const refuses = async (resources: Resource[], message: string) =>
      expect(start(resources)).rejects.toThrow(message);
    await refuses(
      apiDistribution({ a: { domainName: "elsewhere.test" } }),
      "elsewhere.test is nothing of the template",
    );
    await refuses(
      apiDistribution(origins, { behavior: { OriginRequestPolicyId: "unknown" } }),
      "request policy unknown",
    );
    await refuses(
      apiDistribution(origins, { behavior: { LambdaFunctionAssociations: [{}] } }),
      "Lambda@Edge is not emulated",
    );
    await refuses(
      httpApi({ "GET /signed": "api" }).map((one) =>
        one.logicalId === "Route0"
          ? { ...one, properties: { ...one.properties, AuthorizationType: "JWT" } }
          : one,
      ),
      "authorizers do not run here",
    );
  });
});

describe("an origin reached by its own host", () => {
  it("answers without the distribution's secret, which is why functions check it", async () => {
    const url = await start(
      apiDistribution({ "*": { domainName: API_HOST, customHeaders: { "x-origin-secret": "s" } } }),
    );
    const { text } = await requestAs(API_HOST, `${url}/x`);
    expect(JSON.parse(text).headers["x-origin-secret"]).toBeUndefined();
  });

  it("asks the authorizer who signed, when the URL wants signatures", async () => {
    const [url, ...permissions] = functionUrl("other");
    if (!url) throw new Error("no URL");
    const signed = { ...url, properties: { ...url.properties, AuthType: "AWS_IAM" } };
    front = await startTestFront(
      functions,
      [signed, ...permissions, ...apiDistribution({ "*": { domainName: urlHostOf("other") } })],
      {
        async authorizeUrl({ headers }) {
          if (!headers.has("authorization")) throw new AwsError("AccessDeniedException", "not signed", 403);
          return { arn: "arn:aws:iam::000000000000:role/caller" };
        },
      },
    );
    expect((await requestAs(urlHostOf("other"), front.apiUrl)).status).toBe(403);
    expect(
      (await requestAs(urlHostOf("other"), front.apiUrl, { headers: { authorization: "AWS4" } })).status,
    ).toBe(200);
  });
});
