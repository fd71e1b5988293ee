import type { IncomingMessage } from "node:http";
import { AwsError } from "../../types.ts";

/** More than any object of the product; a request beyond it would only fill the laptop's memory. */
const MOST_BYTES = 1024 ** 3;

/** The whole body. @throws AwsError `EntityTooLarge` over 1 GiB */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("the request is read as bytes");
    bytes += chunk.length;
    if (bytes > MOST_BYTES)
      throw new AwsError("EntityTooLarge", `a request may have ${MOST_BYTES} bytes`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
