import { STATUS_CODES } from "node:http";
import { z } from "zod";
import type { EdgeRequest, EdgeResponse } from "./edge-message.ts";

/** `{ value, multiValue? }` by name, the form of CloudFront Functions for headers, cookies and query strings. */
type Values = Record<string, { value: string; multiValue?: { value: string }[] }>;

/** Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
export interface EdgeFunctionRequest {
  readonly method: string;
  readonly uri: string;
  readonly querystring: Values;
  readonly headers: Values;
  readonly cookies: Values;
}

export function requestEvent({
  method,
  path,
  query,
  headers,
}: Omit<EdgeRequest, "body">): EdgeFunctionRequest {
  const others = [...headers].filter(([name]) => name !== "cookie");
  const cookies = (headers.get("cookie") ?? "").split(/; */).filter((pair) => pair !== "");
  return {
    method,
    uri: path,
    querystring: valuesOf(
      query
        .split("&")
        .filter((pair) => pair !== "")
        .map(splitPair),
    ),
    headers: valuesOf(others),
    cookies: valuesOf(cookies.map(splitPair)),
  };
}

export function responseEvent({ status, headers }: EdgeResponse): Record<string, unknown> {
  const others = [...headers].filter(([name]) => name !== "set-cookie");
  return {
    statusCode: status,
    statusDescription: STATUS_CODES[status] ?? "",
    headers: valuesOf(others),
    cookies: Object.fromEntries(headers.getSetCookie().map((cookie) => cookieOf(cookie))),
  };
}

const values = z
  .record(
    z.string(),
    z.looseObject({
      value: z.string(),
      multiValue: z.array(z.looseObject({ value: z.string() })).optional(),
    }),
  )
  .default({});
const returnedRequest = z.looseObject({
  uri: z.string(),
  querystring: z.union([values, z.string()]),
  headers: values,
  cookies: values,
});
const returnedResponse = z.looseObject({
  statusCode: z.number().int().min(100).max(599),
  headers: values,
  cookies: z
    .record(z.string(), z.looseObject({ value: z.string(), attributes: z.string().optional() }))
    .default({}),
  body: z
    .union([z.string(), z.looseObject({ encoding: z.enum(["text", "base64"]), data: z.string() })])
    .optional(),
});

/** The request with what a function changed: uri, query string, headers, cookies. */
export function changedRequest<T extends Omit<EdgeRequest, "body">>(before: T, returned: unknown): T {
  const { uri, querystring, headers: given, cookies } = returnedRequest.parse(returned);
  const headers = headersOf(given);
  const host = before.headers.get("host");
  if (host !== null && !headers.has("host")) headers.set("host", host);
  const pairs = pairsOf(cookies);
  if (pairs.length > 0) headers.set("cookie", pairs.join("; "));
  return { ...before, path: uri, query: changedQuery(before, querystring), headers };
}

/** Left alone, the query string keeps its order; put together anew, values of one name stand side by side. */
function changedQuery(before: Omit<EdgeRequest, "body">, returned: z.infer<typeof values> | string): string {
  if (typeof returned === "string") return returned;
  const isSame = JSON.stringify(returned) === JSON.stringify(requestEvent(before).querystring);
  return isSame ? before.query : pairsOf(returned).join("&");
}

/** The response that a function made, or changed; without a body of its own it keeps `before`'s. */
export function changedResponse(returned: unknown, before?: EdgeResponse): EdgeResponse {
  const { statusCode, headers: given, cookies, body } = returnedResponse.parse(returned);
  const headers = headersOf(given);
  for (const [name, { value, attributes }] of Object.entries(cookies)) {
    headers.append("set-cookie", `${name}=${value}${attributes ? `; ${attributes}` : ""}`);
  }
  const own =
    typeof body === "string"
      ? Buffer.from(body)
      : body && Buffer.from(body.data, body.encoding === "text" ? "utf8" : "base64");
  return { status: statusCode, headers, body: own ?? before?.body };
}

function valuesOf(pairs: readonly (readonly [string, string])[]): Values {
  const made: Values = {};
  for (const [name, value] of pairs) {
    const known = made[name];
    if (known) known.multiValue = [...(known.multiValue ?? [{ value: known.value }]), { value }];
    else made[name] = { value };
  }
  return made;
}

function pairsOf(given: z.infer<typeof values>): string[] {
  return Object.entries(given).flatMap(([name, { value, multiValue }]) =>
    (multiValue ?? [{ value }]).map((one) => (one.value === "" ? name : `${name}=${one.value}`)),
  );
}

function headersOf(given: z.infer<typeof values>): Headers {
  const headers = new Headers();
  for (const [name, { value, multiValue }] of Object.entries(given)) {
    for (const one of multiValue ?? [{ value }]) headers.append(name, one.value);
  }
  return headers;
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf("=");
  return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
}

function cookieOf(cookie: string): [string, { value: string; attributes?: string }] {
  const [pair = "", ...attributes] = cookie.split(/; */);
  const [name, value] = splitPair(pair);
  return [name, { value, ...(attributes.length > 0 ? { attributes: attributes.join("; ") } : {}) }];
}
