import type { IncomingMessage } from "node:http";
import { isRecord } from "../../json-values.ts";
import { AwsError, type AwsRequest } from "../../types.ts";
import type { Caller } from "./authenticate.ts";
import { headerText, type WireRequest } from "./signed-request.ts";

export type UnauthenticatedRequest = WireRequest & Pick<AwsRequest, "query" | "headers">;

export function readWireRequest(incoming: IncomingMessage, body: Buffer): UnauthenticatedRequest {
  const target = incoming.url ?? "/";
  const mark = target.indexOf("?");
  const rawQuery = mark < 0 ? "" : target.slice(mark + 1);
  return {
    method: incoming.method ?? "GET",
    path: mark < 0 ? target : target.slice(0, mark),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: incoming.headers,
    body,
  };
}

/** @throws AwsError `SerializationException` when a JSON protocol's body is no JSON object */
export function toAwsRequest(wire: UnauthenticatedRequest, { principal, service }: Caller): AwsRequest {
  const target = headerText(wire, "x-amz-target");
  const { method, path, query, headers, body } = wire;
  return {
    service,
    operation: target?.split(".").pop(),
    method,
    path,
    query,
    headers,
    body,
    // An object in S3 may say it is JSON; it is still only bytes.
    json: service !== "s3" && (target !== undefined || isJson(wire)) ? readJson(body) : {},
    principal,
  };
}

function isJson(wire: WireRequest): boolean {
  // A function's event is any JSON, so Lambda reads its body itself.
  const isEvent = /^\/\d{4}-\d\d-\d\d\/functions\//.test(wire.path);
  return !isEvent && (headerText(wire, "content-type") ?? "").startsWith("application/json");
}

function readJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (isRecord(value)) return value;
  } catch (cause) {
    throw new AwsError("SerializationException", `the body is not JSON: ${String(cause)}`);
  }
  throw new AwsError("SerializationException", "the body is not a JSON object");
}
