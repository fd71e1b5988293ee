import type { EdgeRequest } from "../edge-message.ts";
import { type Forwarding, forwardsHeader, selects } from "./viewer-values.ts";

export interface OriginAddress {
  readonly domainName: string;
  readonly path: string;
  readonly customHeaders: Readonly<Record<string, string>>;
}

/** Sent on whatever the policies say: the body's, conditions, ranges. Source: CloudFront's "Request and response behavior". */
const ALWAYS = /^(content-.*|if-.*|range|cache-control|date|pragma|x-forwarded-for)$/;
const NEVER = new Set([
  "connection",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
]);

/**
 * The request as CloudFront sends it to an origin: only what the behaviour's policies let through, CloudFront's own
 * headers, the origin's custom headers over the viewer's of the same name.
 */
export function originRequest(
  request: EdgeRequest,
  origin: OriginAddress,
  policies: readonly Forwarding[],
  requestId: string,
): EdgeRequest {
  const headers = new Headers();
  for (const [name, value] of request.headers) {
    if (NEVER.has(name) || name === "cookie") continue;
    // Without a policy, credentials reach the origin only with methods that are never cached.
    const isCredential = name === "authorization" && request.method !== "GET" && request.method !== "HEAD";
    if (ALWAYS.test(name) || isCredential || forwardsHeader(policies, name)) headers.set(name, value);
  }
  if (request.body.length > 0) headers.set("content-length", String(request.body.length));
  const cookie = cookiesOf(request, policies);
  if (cookie !== "") headers.set("cookie", cookie);
  addOwnHeaders(headers, request, policies, requestId);
  const forwardsHost = forwardsHeader(policies, "host");
  headers.set("host", forwardsHost ? (request.headers.get("host") ?? "") : origin.domainName);
  for (const [name, value] of Object.entries(origin.customHeaders)) headers.set(name, value);
  return {
    ...request,
    headers,
    path: origin.path + request.path,
    query: queryOf(request, policies),
    // To the origin it is CloudFront that calls.
    peer: { address: "127.0.0.1", port: 0 },
  };
}

function addOwnHeaders(
  headers: Headers,
  { headers: given, peer }: EdgeRequest,
  policies: readonly Forwarding[],
  requestId: string,
): void {
  const before = given.get("x-forwarded-for");
  headers.set("x-forwarded-for", before === null ? peer.address : `${before}, ${peer.address}`);
  headers.set("via", "1.1 local.cloudfront.net (CloudFront)");
  headers.set("x-amz-cf-id", requestId);
  if (!headers.has("user-agent")) headers.set("user-agent", "Amazon CloudFront");
  const own: Record<string, string> = {
    "cloudfront-viewer-address": `${peer.address}:${peer.port}`,
    "cloudfront-forwarded-proto": "https",
    "cloudfront-viewer-http-version": "1.1",
  };
  for (const name of policies.flatMap(({ cloudFrontHeaders }) => cloudFrontHeaders)) {
    const value = own[name];
    if (value === undefined) throw new Error(`the front does not know CloudFront's header ${name}`);
    headers.set(name, value);
  }
}

function cookiesOf({ headers }: EdgeRequest, policies: readonly Forwarding[]): string {
  const pairs = (headers.get("cookie") ?? "").split(/; */).filter((pair) => pair !== "");
  return pairs
    .filter((pair) => policies.some(({ cookies }) => selects(cookies, pair.split("=")[0] ?? "")))
    .join("; ");
}

function queryOf({ query }: EdgeRequest, policies: readonly Forwarding[]): string {
  return query
    .split("&")
    .filter((pair) => policies.some(({ queries }) => selects(queries, decodeName(pair.split("=")[0] ?? ""))))
    .join("&");
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
