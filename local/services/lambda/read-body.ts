import type { Readable } from "node:stream";

/** Thrown by `readBody`; `limit` is in bytes. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
  readonly limit: number;
  constructor(limit: number) {
    super(`more than ${limit} bytes`);
    this.limit = limit;
  }
}

/**
 * The whole stream as one buffer.
 *
 * @param limit bytes; what is longer is read to its end, thrown away and refused
 * @throws BodyTooLargeError
 */
export async function readBody(stream: Readable, limit = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (length > limit) throw new BodyTooLargeError(limit);
  return Buffer.concat(chunks);
}
