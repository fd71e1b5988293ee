import { PassThrough, Readable } from "node:stream";
import type { EdgeResponse, Handle } from "./edge-message.ts";
import { withinMs } from "./within.ts";

/**
 * CloudFront's origin response timeout: it limits the wait for the first byte, and then for every next one.
 * GET and HEAD are tried again, other methods are not.
 *
 * @param timeoutMs of the host's time
 * @returns `timeout` when no attempt was answered in time
 */
export async function callOrigin(
  handle: Handle,
  request: Parameters<Handle>[0],
  { timeoutMs, attempts }: { timeoutMs: number; attempts: number },
): Promise<EdgeResponse | "timeout"> {
  const mayRepeat = request.method === "GET" || request.method === "HEAD";
  for (let attempt = 1; attempt <= (mayRepeat ? attempts : 1); attempt += 1) {
    const call = handle(request);
    const response = await withinMs(timeoutMs, call);
    if (response !== "late") return { ...response, body: watched(response.body, timeoutMs) };
    // Nobody reads what comes late; a function that streams must not be stopped by that.
    call.then(
      ({ body }) => body instanceof Readable && body.on("error", () => undefined).resume(),
      () => undefined,
    );
  }
  return "timeout";
}

/** A body that breaks off when its source is silent for too long. */
function watched(body: EdgeResponse["body"], timeoutMs: number): EdgeResponse["body"] {
  if (!(body instanceof Readable)) return body;
  const out = new PassThrough();
  const silent = () => out.destroy(new Error(`the origin was silent for ${timeoutMs} ms`));
  let timer = setTimeout(silent, timeoutMs);
  body.on("data", () => {
    clearTimeout(timer);
    timer = setTimeout(silent, timeoutMs);
  });
  body.on("error", (error) => out.destroy(error));
  out.on("close", () => {
    clearTimeout(timer);
    body.unpipe(out);
    body.destroy();
  });
  body.pipe(out);
  return out;
}
