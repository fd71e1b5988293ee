import type { IncomingMessage } from "node:http";
import { ApiError } from "./errors.ts";

/** The vendor's limit of a request to the Messages API. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** @throws ApiError 413; the rest of the body is read and forgotten, so that the caller gets to see the answer */
export async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("a request is read as bytes");
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes > maxBytes) throw new ApiError(413);
  return Buffer.concat(chunks).toString("utf8");
}
