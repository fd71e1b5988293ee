import type { IncomingMessage } from "node:http";
import { PassThrough, type Readable } from "node:stream";
import { type Failure, failureFromReport, failureOf, MidStreamError } from "./answer.ts";
import { STREAMED_RESPONSE_LIMIT } from "./limits.ts";

/** A response that is being streamed by a function. */
export interface StreamedAnswer {
  /** Resolves with the first byte, or with the failure of a function that failed before it. */
  readonly started: Promise<{ contentType: string; body: Readable } | Failure>;
  /** Resolves when the function has sent everything. A reader that goes away does not end it. */
  readonly finished: Promise<void>;
  /** The environment died: whatever was sent stays sent. */
  abort(failure: Failure): void;
}

/** Follows the chunked POST of a streaming function, with its error trailers. */
export function followStream(request: IncomingMessage, limit = STREAMED_RESPONSE_LIMIT): StreamedAnswer {
  const started = Promise.withResolvers<{ contentType: string; body: Readable } | Failure>();
  const finished = Promise.withResolvers<void>();
  const body = new PassThrough();
  // Without a listener, a reader's `destroy(error)` would end this process.
  body.on("error", () => request.resume());
  body.on("close", () => request.resume());
  let sent = 0;
  let isOver = false;

  const start = () =>
    started.resolve({ contentType: request.headers["content-type"] ?? "application/octet-stream", body });

  const end = (failure?: Failure) => {
    if (isOver) return;
    isOver = true;
    if (failure && sent === 0) started.resolve(failure);
    else start();
    if (failure) body.destroy(new MidStreamError(failure));
    else body.end();
    finished.resolve();
  };

  request.on("data", (chunk: Buffer) => {
    if (sent === 0) start();
    sent += chunk.length;
    if (isOver || body.destroyed) return;
    if (sent > limit) {
      body.destroy(new MidStreamError(tooLarge(limit)));
      return;
    }
    if (!body.write(chunk)) {
      request.pause();
      body.once("drain", () => request.resume());
    }
  });
  request.on("end", () => end(trailedFailure(request)));
  // The environment died while sending: its process tells how, through `abort`.
  request.on("error", () => request.destroy());

  return { started: started.promise, finished: finished.promise, abort: end };
}

function trailedFailure(request: IncomingMessage): Failure | undefined {
  const errorType = request.trailers["lambda-runtime-function-error-type"];
  if (errorType === undefined) return undefined;
  const report = request.trailers["lambda-runtime-function-error-body"] ?? "";
  const failure = failureFromReport(Buffer.from(report, "base64").toString("utf8"));
  return { ...failure, errorType };
}

function tooLarge(limit: number): Failure {
  return failureOf(
    "Function.ResponseSizeTooLarge",
    `Response payload size exceeded maximum allowed payload size (${limit} bytes).`,
  );
}
