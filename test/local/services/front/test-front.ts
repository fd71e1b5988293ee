import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Readable } from "node:stream";
import type { ObjectReader } from "../../../../local/services/front/bucket-origin.ts";
import { createFront, type FrontOptions } from "../../../../local/services/front/create-front.ts";
import { ACCOUNT_ID, AwsError, REGION, type Resource } from "../../../../local/types.ts";
import { arnOf, resource, startTestCloud, type TestCloud, type TestFunction } from "../lambda/test-cloud.ts";

const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
export const API_HOST = `api1.execute-api.${REGION}.amazonaws.com`;
export const urlHostOf = (name: string) => `url-${name.toLowerCase()}.lambda-url.${REGION}.on.aws`;

/** An HTTP API, its routes by key, each to a function. */
export function httpApi(
  routes: Record<string, string>,
  settings: { cors?: unknown; timeoutMs?: number } = {},
): Resource[] {
  const entries = Object.entries(routes);
  return [
    resource(
      "Api",
      "AWS::ApiGatewayV2::Api",
      { ProtocolType: "HTTP", ...(settings.cors ? { CorsConfiguration: settings.cors } : {}) },
      { ref: "api1", attributes: { ApiEndpoint: `https://${API_HOST}` } },
    ),
    resource("Stage", "AWS::ApiGatewayV2::Stage", { ApiId: "api1", StageName: "$default", AutoDeploy: true }),
    ...entries.flatMap(([key, name], index) => [
      resource(`Integration${index}`, "AWS::ApiGatewayV2::Integration", {
        ApiId: "api1",
        IntegrationType: "AWS_PROXY",
        IntegrationUri: arnOf(name),
        PayloadFormatVersion: "2.0",
        ...(settings.timeoutMs ? { TimeoutInMillis: settings.timeoutMs } : {}),
      }),
      resource(`Route${index}`, "AWS::ApiGatewayV2::Route", {
        ApiId: "api1",
        RouteKey: key,
        Target: `integrations/Integration${index}`,
      }),
      resource(`RoutePermission${index}`, "AWS::Lambda::Permission", {
        Action: "lambda:InvokeFunction",
        FunctionName: arnOf(name),
        Principal: "apigateway.amazonaws.com",
        SourceArn: `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:api1/*/*${key.split(" ")[1] ?? ""}`,
      }),
    ]),
  ];
}

export function functionUrl(name: string, properties: Record<string, unknown> = {}): Resource[] {
  return [
    resource(
      `${name}Url`,
      "AWS::Lambda::Url",
      { TargetFunctionArn: arnOf(name), AuthType: "NONE", ...properties },
      { attributes: { FunctionUrl: `https://${urlHostOf(name)}/` } },
    ),
    resource(`${name}UrlPermission`, "AWS::Lambda::Permission", {
      Action: "lambda:InvokeFunctionUrl",
      FunctionName: arnOf(name),
      Principal: "*",
      FunctionUrlAuthType: "NONE",
    }),
    resource(`${name}UrlInvoke`, "AWS::Lambda::Permission", {
      Action: "lambda:InvokeFunction",
      FunctionName: arnOf(name),
      Principal: "*",
      InvokedViaFunctionUrl: true,
    }),
  ];
}

export interface OriginSpec {
  readonly domainName: string;
  readonly readTimeoutSeconds?: number;
  readonly customHeaders?: Record<string, string>;
}

/** A distribution in front of custom origins: the first is the default behaviour's, the others by path pattern. */
export function apiDistribution(
  origins: Record<string, OriginSpec>,
  settings: {
    edgeFunction?: string;
    behavior?: Record<string, unknown>;
    distribution?: Record<string, unknown>;
  } = {},
): Resource[] {
  const behavior = (id: string) => ({
    TargetOriginId: id,
    AllowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
    CachePolicyId: CACHING_DISABLED,
    OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
    ...(settings.edgeFunction
      ? { FunctionAssociations: [{ EventType: "viewer-request", FunctionARN: "edge-function-arn" }] }
      : {}),
    ...settings.behavior,
  });
  const [first, ...others] = Object.keys(origins);
  const made = [
    resource(
      "ApiDistribution",
      "AWS::CloudFront::Distribution",
      {
        DistributionConfig: {
          Origins: Object.entries(origins).map(([id, origin]) => ({
            Id: id,
            DomainName: origin.domainName,
            CustomOriginConfig: {
              OriginProtocolPolicy: "https-only",
              ...(origin.readTimeoutSeconds ? { OriginReadTimeout: origin.readTimeoutSeconds } : {}),
            },
            OriginCustomHeaders: Object.entries(origin.customHeaders ?? {}).map(
              ([HeaderName, HeaderValue]) => ({
                HeaderName,
                HeaderValue,
              }),
            ),
          })),
          DefaultCacheBehavior: behavior(first ?? ""),
          CacheBehaviors: others.map((pattern) => ({ PathPattern: pattern, ...behavior(pattern) })),
          ...settings.distribution,
        },
      },
      { attributes: { DomainName: "127.0.0.1:1" } },
    ),
  ];
  if (!settings.edgeFunction) return made;
  const properties = {
    Name: "edge",
    FunctionCode: settings.edgeFunction,
    FunctionConfig: { Runtime: "cloudfront-js-2.0", Comment: "" },
  };
  return [
    ...made,
    resource("Edge", "AWS::CloudFront::Function", properties, {
      attributes: { FunctionARN: "edge-function-arn" },
    }),
  ];
}

/** The code that the product deploys. */
export const bodyLimitCode = readFileSync(
  path.join(import.meta.dirname, "../../../../lib/constructs/edge-body-limit.js"),
  "utf8",
);

/** Objects in memory, with ranges as S3 reads them. */
export function memoryObjects(
  objects: Record<string, { body: Buffer; headers?: Record<string, string> }>,
): ObjectReader {
  return {
    async readObject(_bucket, key, range) {
      const found = objects[key];
      if (!found) return undefined;
      const size = found.body.length;
      const headers: Record<string, string> = {
        etag: `"${key}"`,
        "content-length": String(size),
        ...found.headers,
      };
      const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
      if (!range) return { status: 200, headers, body: Readable.from([found.body]) };
      const start = first === "" ? size - Number(last) : Number(first);
      const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
      if (start >= size)
        throw new AwsError("InvalidRange", "not satisfiable", 416, { ActualObjectSize: size });
      headers["content-length"] = String(end - start + 1);
      headers["content-range"] = `bytes ${start}-${end}/${size}`;
      return { status: 206, headers, body: found.body.subarray(start, end + 1) };
    },
  };
}

export interface TestFront {
  readonly cloud: TestCloud;
  readonly apiUrl: string;
  readonly mediaUrl: string;
  close(): Promise<void>;
}

export async function startTestFront(
  functions: Record<string, TestFunction>,
  resources: Resource[],
  options: Partial<Omit<FrontOptions, "lambda">> = {},
): Promise<TestFront> {
  const cloud = await startTestCloud({ functions, resources });
  const front = createFront(cloud.context, { objects: memoryObjects({}), ...options, lambda: cloud.lambda });
  const servers = await Promise.all(
    [front.api, front.media].map(async (listener) => {
      const server = http.createServer(listener);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const [apiUrl = "", mediaUrl = ""] = servers.map(
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  return {
    cloud,
    apiUrl,
    mediaUrl,
    async close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      await cloud.close();
    },
  };
}

/** A request with a `Host` of its own, which `fetch` does not allow. */
export async function requestAs(
  host: string,
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method: init.method ?? "GET", headers: { ...init.headers, host } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(init.body);
  });
}
