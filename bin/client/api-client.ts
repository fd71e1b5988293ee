import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { UserError } from "../terminal/user-error.ts";
import { type ServerSentEvent, serverSentEvents } from "./server-sent-events.ts";

export interface Caller {
  readonly baseUrl: string;
  readonly email: string;
  readonly apiKey: string;
}

const refusal = z.object({
  success: z.literal(false),
  error: z.string(),
  message: z.string(),
  data: z.unknown(),
});

/** A documented error answer. */
export class ApiError extends UserError {
  readonly code: string;
  readonly status: number;
  readonly data: unknown;
  constructor(status: number, code: string, message: string, data: unknown) {
    super(`${message} (${code})`);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.data = data;
  }
}

/** How often a broken stream is taken up again before it counts as lost. */
const MAX_REATTACHMENTS = 20;

/** How often a read is repeated when something between here and there was busy (502, 503, 504). */
const MAX_REREADS = 4;

/** The public API, as any client uses it. */
export class ApiClient {
  private readonly caller: Caller;

  constructor(caller: Caller) {
    this.caller = caller;
  }

  /** @returns `data` of the answer @throws {ApiError} */
  async call<T>(
    method: string,
    path: string,
    data: z.ZodType<T>,
    body?: Record<string, unknown>,
  ): Promise<T> {
    let response = await this.request(method, path, body);
    // Reading again is harmless; anything else says itself whether it happened.
    for (let attempt = 1; method === "GET" && response.status >= 502 && attempt <= MAX_REREADS; attempt++) {
      await response.body?.cancel();
      await sleep(500 * attempt);
      response = await this.request(method, path, body);
    }
    if (!response.ok) throw await errorOf(response);
    return z.object({ success: z.literal(true), data }).parse(await response.json()).data;
  }

  /**
   * POSTs and yields the run's events to the last one. When the line breaks, the run goes on: it is attached to again
   * with the last id seen, so that nothing is lost and nothing comes twice.
   * @throws {ApiError} when the run is not admitted
   */
  async *stream(path: string, body: Record<string, unknown>): AsyncGenerator<ServerSentEvent> {
    let response = await this.request("POST", path, { ...body, apiKey: this.caller.apiKey });
    if (!isEventStream(response)) throw await errorOf(response);
    const runId = response.headers.get("x-run-id");
    let lastId: string | undefined;
    for (let attempt = 0; attempt <= MAX_REATTACHMENTS; attempt++) {
      try {
        for await (const event of serverSentEvents(response)) {
          lastId = event.id ?? lastId;
          yield event;
          if (event.name === "done" || event.name === "error") return;
        }
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
      if (!runId) break;
      response = await this.attach(runId, lastId);
      if (!isEventStream(response)) throw await errorOf(response);
    }
    throw new UserError("The stream of the run broke and could not be taken up again.");
  }

  private attach(runId: string, lastId: string | undefined): Promise<Response> {
    return this.request(
      "GET",
      `/api/agent/runs/${runId}/events`,
      undefined,
      lastId === undefined ? {} : { "last-event-id": lastId },
    );
  }

  private async request(
    method: string,
    path: string,
    body?: Record<string, unknown>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const url = new URL(path, this.caller.baseUrl);
    if (method === "GET" || method === "DELETE") url.searchParams.set("email", this.caller.email);
    try {
      return await fetch(url, {
        method,
        headers: { "api-key": this.caller.apiKey, "content-type": "application/json", ...headers },
        ...(body && { body: JSON.stringify({ email: this.caller.email, ...body }) }),
      });
    } catch (error) {
      throw new UserError(`${url.host} does not answer.`, { cause: error });
    }
  }
}

const isEventStream = (response: Response): boolean =>
  (response.headers.get("content-type") ?? "").includes("text/event-stream");

async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const { error, message, data } = refusal.parse(JSON.parse(text));
    return new ApiError(response.status, error, message, data);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    return new ApiError(response.status, `HTTP ${response.status}`, text.slice(0, 200) || "no answer", {});
  }
}
