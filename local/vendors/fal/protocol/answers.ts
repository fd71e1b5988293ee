import type { IncomingMessage, ServerResponse } from "node:http";
import { FalError } from "./fal-error.ts";

const MOST_BODY_BYTES = 100 * 1024 * 1024;

/** @throws FalError 413 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    size += bytes.length;
    if (size > MOST_BODY_BYTES) throw new FalError(413, "Request body too large");
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** @throws FalError 422 */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new FalError(422, [{ loc: ["body"], msg: "JSON decode error", type: "json_invalid" }]);
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** Bytes, or the one part of them that `Range` asks for. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: { bytes: Buffer; contentType: string },
): void {
  const { bytes, contentType } = file;
  const headers = {
    "content-type": contentType,
    "accept-ranges": "bytes",
    "cache-control": "public, max-age=31536000",
  };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const from = range ? Number(range[1]) : 0;
  const to = range?.[2] ? Math.min(Number(range[2]), bytes.length - 1) : bytes.length - 1;
  if (range && from > to) {
    response.writeHead(416, { ...headers, "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  const part = bytes.subarray(from, to + 1);
  response.writeHead(range ? 206 : 200, {
    ...headers,
    "content-length": part.length,
    ...(range ? { "content-range": `bytes ${from}-${to}/${bytes.length}` } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : part);
}
