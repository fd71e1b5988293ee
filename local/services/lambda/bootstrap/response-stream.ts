import http from "node:http";
import { RuntimeError, reportOf } from "./error-report.ts";
import type { RuntimeClient } from "./runtime-client.ts";

export type Write = (chunk: string | Uint8Array) => void;

/** What a streaming handler writes to: the request that carries the response to the Runtime API, as in the managed runtime. */
export interface ResponseStream extends http.ClientRequest {
  setContentType(contentType: string): void;
  beforeFirstWrite?: (write: Write) => void;
}

export interface OpenResponse {
  readonly stream: ResponseStream;
  /** Resolves when the Runtime API has taken the whole response. */
  readonly taken: Promise<void>;
  /** Ends the response with the error in its trailers: bytes already sent stay sent. */
  fail(thrown: unknown): Promise<void>;
}

/** Opens the chunked POST of one invocation's response; nothing is sent before the handler writes. */
export function openResponse(client: RuntimeClient, requestId: string): OpenResponse {
  const taken = Promise.withResolvers<void>();
  // Whoever awaits the handler's own failure must not also die of this one.
  taken.promise.catch(() => undefined);
  const request = http.request(
    {
      ...client.target,
      method: "POST",
      path: client.path(`/invocation/${requestId}/response`),
      headers: {
        "Lambda-Runtime-Function-Response-Mode": "streaming",
        "Transfer-Encoding": "chunked",
        "Content-Type": "application/octet-stream",
        Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
      },
    },
    (response) => {
      response.resume();
      response.on("end", () => taken.resolve());
      response.on("error", (error) => taken.reject(error));
    },
  );
  request.on("error", (error) => taken.reject(error));
  const stream = withPrelude(request);

  return {
    stream,
    taken: taken.promise,
    async fail(thrown) {
      const report = reportOf(thrown);
      if (!request.writableEnded) {
        request.addTrailers({
          "Lambda-Runtime-Function-Error-Type": headerText(report.errorType),
          "Lambda-Runtime-Function-Error-Body": Buffer.from(JSON.stringify(report)).toString("base64"),
        });
        request.end();
      }
      await taken.promise;
    },
  };
}

/** Only `write` is wrapped, as in the managed runtime: `end("text")` alone sends no prelude there either. */
function withPrelude(request: http.ClientRequest): ResponseStream {
  const send = request.write.bind(request) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
  let isFirst = true;
  const stream: ResponseStream = Object.assign(request, {
    setContentType(contentType: string) {
      if (!isFirst) {
        throw new RuntimeError("InvalidStreamingOperation", "Cannot set content-type, too late.");
      }
      request.setHeader("Content-Type", contentType);
    },
  });
  stream.write = (chunk: unknown, ...rest: unknown[]) => {
    if (isFirst) {
      isFirst = false;
      stream.beforeFirstWrite?.((part) => send(part));
    }
    const isBytes = typeof chunk === "string" || chunk instanceof Uint8Array;
    return send(isBytes ? chunk : JSON.stringify(chunk), ...rest);
  };
  return stream;
}

/** Header values are Latin-1 without line ends. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}
