import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock, Faults, Log } from "../../types.ts";
import { createPlanner } from "./planner/create-planner.ts";
import { type Call, MessagesApi } from "./wire/answer-messages.ts";
import { checkHeaders } from "./wire/check-headers.ts";
import { ApiError, errorBody } from "./wire/errors.ts";
import { describeModel, listModels } from "./wire/models.ts";
import { MAX_BODY_BYTES, readBody } from "./wire/read-body.ts";
import { HungUp } from "./wire/suffer-fault.ts";

/**
 * An EMULATOR of Anthropic's Messages API for laptops and tests. It is no language model: behind the real wire format
 * sits a rule-based planner with a small bundled knowledge (planner/, knowledge/) and the WordNet dictionary. It knows
 * nothing of the product that calls it, only the messages and the tool definitions of the request.
 *
 * Wire: POST /v1/messages (streaming and not), POST /v1/messages/count_tokens, GET /v1/models[/id].
 * Source: the published API reference, and the types of @anthropic-ai/sdk 1.12.0, whose client is the test.
 * Faults of target `vendor:claude`: see wire/suffer-fault.ts.
 */
export interface ClaudeOptions {
  readonly faults: Faults;
  readonly clock: Clock;
  readonly log: Log;
  /** @default a free one, on 127.0.0.1 */
  readonly port?: number;
}

export interface RunningClaude {
  /** What the SDK takes as `baseURL`. */
  readonly url: string;
  /** Ends every open answer. */
  close(): Promise<void>;
}

const METHOD_BY_PATH: Readonly<Record<string, string>> = {
  "/v1/messages": "POST",
  "/v1/messages/count_tokens": "POST",
  "/v1/models": "GET",
};

/** @throws Error when the port is taken */
export async function startClaude(options: ClaudeOptions): Promise<RunningClaude> {
  const messages = new MessagesApi(options.clock, options.faults, createPlanner());
  const server = createServer((incoming, response) => {
    void serve(incoming, response, messages, options.log);
  });
  // A stalled answer must be able to outlast Node's own limits.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  messages: MessagesApi,
  log: Log,
): Promise<void> {
  const requestId = `req_01${randomBytes(11).toString("hex")}`;
  response.setHeader("request-id", requestId);
  response.setHeader("anthropic-organization-id", "00000000-0000-0000-0000-000000000000");
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  try {
    const body = await readBody(incoming, MAX_BODY_BYTES);
    const caller = checkHeaders(incoming.headers);
    await route(incoming.method ?? "GET", url, messages, {
      caller,
      body,
      requestId,
      response,
      signal: gone.signal,
    });
    log.debug("claude.answered", { path: url.pathname, requestId });
  } catch (error) {
    if (error instanceof HungUp || gone.signal.aborted) return;
    if (!(error instanceof ApiError)) {
      log.warn("claude.broke", { requestId, error: error instanceof Error ? error.stack : String(error) });
    }
    refuse(response, error instanceof ApiError ? error : new ApiError(500), requestId);
  }
}

async function route(method: string, url: URL, messages: MessagesApi, call: Call): Promise<void> {
  const path = url.pathname.replace(/\/$/, "");
  const allowed = METHOD_BY_PATH[path] ?? (path.startsWith("/v1/models/") ? "GET" : undefined);
  if (allowed === undefined) throw new ApiError(404, "Not found");
  if (method !== allowed) throw new ApiError(405, "Method Not Allowed", { allow: allowed });
  if (path === "/v1/messages") return messages.create(call);
  if (path === "/v1/messages/count_tokens") return messages.countTokens(call);
  const found =
    path === "/v1/models"
      ? listModels(url.searchParams)
      : describeModel(decodeURIComponent(path.slice("/v1/models/".length)));
  call.response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(found));
}

function refuse(response: ServerResponse, error: ApiError, requestId: string): void {
  if (response.headersSent) {
    response.end(`event: error\ndata: ${errorBody(error, requestId)}\n\n`);
    return;
  }
  response.writeHead(error.status, { ...error.headers, "content-type": "application/json" });
  response.end(errorBody(error, requestId));
}
