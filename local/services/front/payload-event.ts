import { ACCOUNT_ID, type Clock } from "../../types.ts";
import type { EdgeRequest } from "./edge-message.ts";

/** What differs between an HTTP API and a function URL in the event of payload format 2.0. */
export interface EventIdentity {
  readonly apiId: string;
  readonly domainName: string;
  readonly routeKey: string;
  readonly stage: string;
  readonly rawPath: string;
  readonly accountId?: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** `authorizer` of the request context. */
  readonly authorizer?: unknown;
}

const TEXT_TYPES = /^(text\/|application\/(json|xml|javascript|[\w.-]+\+(json|xml))\b)/;

/**
 * The event of payload format 2.0.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function payloadEvent(
  request: EdgeRequest,
  identity: EventIdentity,
  { clock, requestId }: { clock: Clock; requestId: string },
): Record<string, unknown> {
  const headers = Object.fromEntries(request.headers);
  const { cookie, ...others } = headers;
  const query = new URLSearchParams(request.query);
  const atEpochMs = clock.now();
  const isText = TEXT_TYPES.test(request.headers.get("content-type") ?? "");
  const hasBody = request.body.length > 0;
  return {
    version: "2.0",
    routeKey: identity.routeKey,
    rawPath: identity.rawPath,
    rawQueryString: request.query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers: { ...forwarded(others, request), "x-amzn-trace-id": traceRoot(requestId, atEpochMs) },
    ...(query.size > 0 ? { queryStringParameters: joined(query) } : {}),
    requestContext: {
      accountId: identity.accountId ?? ACCOUNT_ID,
      apiId: identity.apiId,
      ...(identity.authorizer === undefined ? {} : { authorizer: identity.authorizer }),
      domainName: identity.domainName,
      domainPrefix: identity.domainName.split(".")[0],
      http: {
        method: request.method,
        path: identity.rawPath,
        protocol: "HTTP/1.1",
        sourceIp: request.peer.address,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: identity.routeKey,
      stage: identity.stage,
      time: commonLogTime(atEpochMs),
      timeEpoch: atEpochMs,
    },
    ...(identity.pathParameters ? { pathParameters: identity.pathParameters } : {}),
    ...(identity.stageVariables ? { stageVariables: identity.stageVariables } : {}),
    ...(hasBody ? { body: request.body.toString(isText ? "utf8" : "base64") } : {}),
    isBase64Encoded: hasBody && !isText,
  };
}

/** The service itself is the last one that a request came through. */
function forwarded(headers: Record<string, string>, { peer }: EdgeRequest): Record<string, string> {
  const before = headers["x-forwarded-for"];
  return {
    ...headers,
    "x-forwarded-for": before === undefined ? peer.address : `${before}, ${peer.address}`,
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
  };
}

function traceRoot(requestId: string, epochMs: number): string {
  const seconds = Math.floor(epochMs / 1000).toString(16);
  return `Root=1-${seconds}-${requestId.replaceAll("-", "").slice(0, 24)}`;
}

/** Decoded; values of one name are joined by commas. */
function joined(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(",")]));
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(epochMs: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) (\S+) GMT$/.exec(new Date(epochMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
