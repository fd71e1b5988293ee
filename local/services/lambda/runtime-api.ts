import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Invocation } from "./answer.ts";
import { readBody } from "./read-body.ts";

/** What an execution environment tells through its Runtime API. */
export interface RuntimeApiEvents {
  /** The environment waits for work. */
  onReady(): void;
  onInitError(report: string): void;
  onError(requestId: string, report: string): void;
  /**
   * A response begins. The receiver reads `request`; the runtime gets 202 when the promise resolves, 413 when it
   * resolves to `too-large`.
   */
  onResponse(requestId: string, request: http.IncomingMessage): Promise<"taken" | "too-large">;
}

/** The Runtime API of one environment, on a port of its own. */
export interface RuntimeApi {
  /** `host:port`, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Hands an invocation to the waiting environment. @returns its trace id. @throws Error when it is not waiting */
  deliver(invocation: Invocation, times: { deadlineEpochMs: number; clockOffsetMs: number }): string;
  close(): void;
}

const ROUTE =
  /^\/2018-06-01\/runtime\/(?:invocation\/(next)|(init\/error)|invocation\/([^/]+)\/(response|error))$/;

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export async function openRuntimeApi(events: RuntimeApiEvents): Promise<RuntimeApi> {
  let waiting: http.ServerResponse | undefined;

  const serve = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const [, next, initError, requestId, outcome] = ROUTE.exec(request.url ?? "") ?? [];
    if (next) {
      waiting = response;
      events.onReady();
    } else if (initError) {
      events.onInitError((await readBody(request)).toString("utf8"));
      accept(response, 202);
    } else if (requestId && outcome === "error") {
      events.onError(requestId, (await readBody(request)).toString("utf8"));
      accept(response, 202);
    } else if (requestId && outcome === "response") {
      accept(response, (await events.onResponse(requestId, request)) === "taken" ? 202 : 413);
    } else {
      response.writeHead(404).end();
    }
  };

  const server = http.createServer((request, response) => {
    // The environment dies in the middle of a call whenever it is killed; its end is told by its process.
    serve(request, response).catch(() => response.destroy());
  });
  // An environment is quiet for as long as nobody invokes it.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliver(invocation, { deadlineEpochMs, clockOffsetMs }) {
      if (!waiting) throw new Error("the environment is not waiting for an invocation");
      const trace = traceId(deadlineEpochMs);
      waiting.writeHead(200, {
        "Content-Type": "application/json",
        "Content-Length": invocation.event.length,
        "Lambda-Runtime-Aws-Request-Id": invocation.requestId,
        "Lambda-Runtime-Deadline-Ms": String(deadlineEpochMs),
        "Lambda-Runtime-Invoked-Function-Arn": invocation.invokedFunctionArn,
        "Lambda-Runtime-Trace-Id": trace,
        "Lambda-Runtime-Clock-Offset-Ms": String(clockOffsetMs),
        ...(invocation.clientContext ? { "Lambda-Runtime-Client-Context": invocation.clientContext } : {}),
      });
      waiting.end(invocation.event);
      waiting = undefined;
      return trace;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function accept(response: http.ServerResponse, status: number): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end('{"status":"OK"}\n');
}

/** An X-Ray header that says: not sampled. */
function traceId(epochMs: number): string {
  const unique = crypto.randomUUID().replaceAll("-", "");
  const seconds = Math.floor(epochMs / 1000).toString(16);
  return `Root=1-${seconds}-${unique.slice(0, 24)};Parent=${unique.slice(0, 16)};Sampled=0`;
}
