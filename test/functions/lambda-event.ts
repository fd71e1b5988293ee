import type { APIGatewayProxyEventV2, Context } from "aws-lambda";

/** A request as a test writes it. */
export interface TestRequest {
  readonly method?: string;
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

export const ORIGIN_SECRET = "0123456789abcdef0123456789abcdef";

/** The event that an HTTP API or a function URL makes of a request (payload format 2.0), through our front door. */
export function lambdaEvent(request: TestRequest): APIGatewayProxyEventV2 {
  const { method = "GET", path, query = {}, headers = {}, body } = request;
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      "x-origin-secret": ORIGIN_SECRET,
      ...(text !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    requestContext: {
      accountId: "1",
      apiId: "api",
      domainName: "api.example.com",
      domainPrefix: "api",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "test" },
      requestId: "request-1",
      routeKey: "$default",
      stage: "$default",
      time: "",
      timeEpoch: 0,
    },
    isBase64Encoded: false,
    ...(text !== undefined && { body: text }),
  };
}

export const lambdaContext = (remainingMs = 30_000): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: "test",
  functionVersion: "1",
  invokedFunctionArn: "arn",
  memoryLimitInMB: "512",
  awsRequestId: "request-1",
  logGroupName: "",
  logStreamName: "",
  getRemainingTimeInMillis: () => remainingMs,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});
