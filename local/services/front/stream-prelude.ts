import type { Readable } from "node:stream";
import { isRecord } from "../../json-values.ts";
import { MalformedResultError } from "./payload-result.ts";

export const PRELUDE_CONTENT_TYPE = "application/vnd.awslambda.http-integration-response";
const DELIMITER = Buffer.alloc(8);
/** No real prelude comes near it. */
const PRELUDE_LIMIT = 64 * 1024;

/**
 * Takes the prelude off a function's stream: JSON with `statusCode`, `headers`, `cookies`, then 8 zero bytes.
 * What follows stays in `body`.
 *
 * @throws MalformedResultError when the stream does not begin with one
 * @throws MidStreamError of the stream, when the function fails meanwhile
 */
export async function takePrelude(body: Readable): Promise<Record<string, unknown>> {
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    let seen: Buffer = Buffer.alloc(0);
    const stop = () => {
      body.off("data", onData).off("end", onEnd).off("error", onError);
      body.pause();
    };
    const onError = (error: Error) => {
      stop();
      reject(error);
    };
    const onEnd = () => onError(new MalformedResultError("the stream ended before its prelude did"));
    const onData = (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk]);
      const at = seen.indexOf(DELIMITER);
      if (at < 0) {
        if (seen.length > PRELUDE_LIMIT) onError(new MalformedResultError("the stream has no prelude"));
        return;
      }
      stop();
      const rest = seen.subarray(at + DELIMITER.length);
      if (rest.length > 0) body.unshift(rest);
      resolve(seen.subarray(0, at));
    };
    body.on("data", onData).on("end", onEnd).on("error", onError);
  });
  const prelude: unknown = JSON.parse(bytes.toString("utf8"));
  if (!isRecord(prelude)) throw new MalformedResultError("the prelude is no JSON object");
  return prelude;
}
