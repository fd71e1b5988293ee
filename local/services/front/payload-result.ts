import { isRecord } from "../../json-values.ts";
import type { EdgeResponse } from "./edge-message.ts";

/** The function's answer cannot be made a response. */
export class MalformedResultError extends Error {
  override readonly name = "MalformedResultError";
}

/**
 * Turns what a function returned, by payload format 2.0, into a response: an object with a `statusCode` describes it,
 * anything else is the body of a JSON 200.
 *
 * @param defaultType content type of a described response that names none
 * @throws MalformedResultError
 */
export function responseOf(payload: Buffer, defaultType: string): EdgeResponse {
  const text = payload.toString("utf8");
  const result = parse(text);
  if (!isRecord(result) || result.statusCode === undefined) {
    const body = typeof result === "string" ? result : text;
    return { status: 200, headers: new Headers({ "content-type": "application/json" }), body };
  }
  const { body, isBase64Encoded } = result;
  if (body !== undefined && body !== null && typeof body !== "string") {
    throw new MalformedResultError(`body is no text: ${typeof body}`);
  }
  const headers = headersOf(result);
  if (!headers.has("content-type")) headers.set("content-type", defaultType);
  return {
    status: statusOf(result.statusCode),
    headers,
    body: Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8"),
  };
}

/** @throws MalformedResultError when it is no status */
export function statusOf(value: unknown): number {
  const status = typeof value === "string" ? Number(value) : value;
  if (typeof status !== "number" || !Number.isInteger(status) || status < 100 || status > 599) {
    throw new MalformedResultError(`not a status: ${String(value)}`);
  }
  return status;
}

/** `headers` and `cookies` of a result or of a stream's prelude. @throws MalformedResultError */
export function headersOf({ headers, cookies }: Record<string, unknown>): Headers {
  const made = new Headers();
  for (const [name, value] of Object.entries(isRecord(headers) ? headers : {})) {
    if (value === null || value === undefined) continue;
    if (typeof value === "object") throw new MalformedResultError(`header ${name} is no text`);
    try {
      made.set(name, String(value));
    } catch (cause) {
      throw new MalformedResultError(`header ${name} cannot be sent`, { cause });
    }
  }
  for (const cookie of Array.isArray(cookies) ? cookies : []) made.append("set-cookie", String(cookie));
  // The body's length and framing are the server's to say.
  for (const name of ["content-length", "transfer-encoding", "connection"]) made.delete(name);
  return made;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedResultError("the function did not return JSON", { cause });
  }
}
