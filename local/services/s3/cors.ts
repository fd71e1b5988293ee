import { AwsError, type AwsRequest, type AwsResponse } from "../../types.ts";
import type { CorsRule } from "./bucket-configuration.ts";
import { headerOf } from "./call.ts";

/** Answers a preflight by the bucket's rules. @throws AwsError `AccessForbidden` when none allows it */
export function answerPreflight(request: AwsRequest, rules: readonly CorsRule[]): AwsResponse {
  const method = headerOf(request, "access-control-request-method");
  if (headerOf(request, "origin") === undefined || method === undefined) {
    throw new AwsError("BadRequest", "Insufficient information. Origin request header needed.", 400);
  }
  const asked = (headerOf(request, "access-control-request-headers") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const rule = matchingRule(request, rules, method, asked);
  if (rule === undefined)
    throw new AwsError("AccessForbidden", "CORSResponse: This CORS request is not allowed.", 403);
  const headers: Record<string, string> = allowHeaders(request, rule);
  if (asked.length > 0) headers["access-control-allow-headers"] = asked.join(", ");
  if (rule.MaxAge !== undefined) headers["access-control-max-age"] = String(rule.MaxAge);
  return { status: 200, headers };
}

/** The CORS headers of a response, also of one that refuses; none when no rule allows the origin. */
export function corsHeaders(request: AwsRequest, rules: readonly CorsRule[]): Record<string, string> {
  if (headerOf(request, "origin") === undefined || request.method === "OPTIONS") return {};
  const rule = matchingRule(request, rules, request.method, []);
  return rule === undefined ? {} : allowHeaders(request, rule);
}

function matchingRule(
  request: AwsRequest,
  rules: readonly CorsRule[],
  method: string,
  asked: readonly string[],
) {
  const origin = headerOf(request, "origin") ?? "";
  return rules.find(
    (rule) =>
      rule.AllowedMethods.includes(method) &&
      rule.AllowedOrigins.some((pattern) => matches(pattern, origin)) &&
      asked.every((name) =>
        (rule.AllowedHeaders ?? []).some((pattern) => matches(pattern.toLowerCase(), name)),
      ),
  );
}

function allowHeaders(request: AwsRequest, rule: CorsRule): Record<string, string> {
  const isAny = rule.AllowedOrigins.includes("*");
  return {
    "access-control-allow-origin": isAny ? "*" : (headerOf(request, "origin") ?? ""),
    "access-control-allow-methods": rule.AllowedMethods.join(", "),
    ...(isAny ? {} : { "access-control-allow-credentials": "true" }),
    ...(rule.ExposedHeaders?.length
      ? { "access-control-expose-headers": rule.ExposedHeaders.join(", ") }
      : {}),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

/** One `*` stands for any text. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === text;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}
