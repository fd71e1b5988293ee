import type { ResponseStream } from "./response-stream.ts";

/** The property by which the managed runtime knows a handler that streams. */
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const PRELUDE_CONTENT_TYPE = "application/vnd.awslambda.http-integration-response";

/** Defines `awslambda`, the global that streaming handlers of the managed Node runtime use. */
export function defineStreamingGlobals(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: object) => Object.assign(handler, { [STREAMING]: "response" }),
      HttpResponseStream: {
        /**
         * Makes the first `write` send status, headers and cookies ahead of itself: JSON, then 8 zero bytes.
         * As in AWS, a stream that is only ended, never written to, sends no prelude.
         */
        from(stream: ResponseStream, prelude: unknown): ResponseStream {
          stream.setContentType(PRELUDE_CONTENT_TYPE);
          stream.beforeFirstWrite = (write) => {
            write(JSON.stringify(prelude));
            write(new Uint8Array(8));
          };
          return stream;
        },
      },
    },
  });
}

export function isStreaming(handler: object): boolean {
  return STREAMING in handler;
}
