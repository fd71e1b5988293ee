import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setImmediate as breathe } from "node:timers/promises";
import type { Clock, Fault, Faults } from "../../../types.ts";
import type { Caller } from "./check-headers.ts";
import { countRequestTokens, promptPieces } from "./count-tokens.ts";
import { ApiError, errorBody } from "./errors.ts";
import { frameOf, messageEvents, messageOf, type StreamEvent } from "./message-events.ts";
import { modelOf } from "./models.ts";
import { parseCountTokensRequest, parseMessagesRequest } from "./parse-request.ts";
import { type InputUsage, PromptCache } from "./prompt-cache.ts";
import { finishReply, type Reply, type ReplyBlock } from "./reply.ts";
import type { MessagesRequest } from "./request-schema.ts";
import { type FaultContext, HungUp, isMidStream, sufferFault } from "./suffer-fault.ts";

/** What stands behind the wire: says what to answer, knowing only the request. */
export interface Brain {
  answer(request: MessagesRequest): readonly ReplyBlock[];
  /** What a vendor that has lost its mind would answer. */
  answerGarbage(request: MessagesRequest, asProse: boolean): readonly ReplyBlock[];
}

/** One call of the API, past its headers. */
export interface Call {
  readonly caller: Caller;
  readonly body: string;
  readonly requestId: string;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
}

const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache",
};

const MOST_REMEMBERED = 10_000;

/** POST /v1/messages and /v1/messages/count_tokens. */
export class MessagesApi {
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #brain: Brain;
  readonly #cache: PromptCache;
  readonly #timesAnswered = new Map<string, number>();

  constructor(clock: Clock, faults: Faults, brain: Brain) {
    this.#clock = clock;
    this.#faults = faults;
    this.#brain = brain;
    this.#cache = new PromptCache(clock);
  }

  /** @throws ApiError 400, 404 */
  countTokens(call: Call): void {
    const request = parseCountTokensRequest(call.body, call.caller.version);
    json(call.response, { input_tokens: countRequestTokens(request) });
  }

  /** @throws ApiError before anything was sent; what goes wrong later ends as the fault says */
  async create(call: Call): Promise<void> {
    const fault = this.#faults.take("vendor:claude", call.body);
    const request = parseMessagesRequest(call.body, call.caller.version);
    const isLate = isMidStream(fault, request.stream === true);
    const context: FaultContext = {
      clock: this.#clock,
      signal: call.signal,
      drop: () => call.response.destroy(),
    };
    if (fault !== undefined && !isLate) await sufferFault(fault, context);

    const model = modelOf(request.model);
    const usage = this.#cache.admit(
      `${call.caller.key} ${model.id}`,
      promptPieces(request),
      model.minCacheableTokens,
    );
    const reply = finishReply(this.#say(request, fault), request, this.#seedOf(request));
    if (request.stream !== true) return json(call.response, messageOf(reply, usage));

    call.response.writeHead(200, STREAM_HEADERS);
    const breaksAfter = isLate ? countEvents(reply, usage) / 2 : Number.POSITIVE_INFINITY;
    let pending = fault;
    let sent = 0;
    for (const event of messageEvents(reply, usage)) {
      if (call.signal.aborted) return;
      if (pending !== undefined && sent >= breaksAfter) {
        const goesOn = await this.#breakStream(pending, context, call);
        if (!goesOn) return;
        pending = undefined;
      }
      await send(call.response, event);
      sent += 1;
    }
    call.response.end();
  }

  #say(request: MessagesRequest, fault: Fault | undefined): readonly ReplyBlock[] {
    if (request.max_tokens === 0) return [];
    if (fault?.kind === "garbage") return this.#brain.answerGarbage(request, fault.error === "prose");
    return this.#brain.answer(request);
  }

  /** Ids differ each time, as the vendor's do, yet come out the same on every fresh start: by request and how often it came. */
  #seedOf(request: MessagesRequest): string {
    const hash = createHash("sha256").update(JSON.stringify(request)).digest("hex");
    const times = (this.#timesAnswered.get(hash) ?? 0) + 1;
    if (this.#timesAnswered.size >= MOST_REMEMBERED) this.#timesAnswered.clear();
    this.#timesAnswered.set(hash, times);
    return `${hash}/${times}`;
  }

  /** Whether the stream goes on after what befell it. */
  async #breakStream(fault: Fault, context: FaultContext, call: Call): Promise<boolean> {
    try {
      await sufferFault(fault, context);
      return true;
    } catch (error) {
      if (error instanceof HungUp) return false;
      if (!(error instanceof ApiError)) throw error;
      call.response.end(`event: error\ndata: ${errorBody(error, call.requestId)}\n\n`);
      return false;
    }
  }
}

function countEvents(reply: Reply, usage: InputUsage): number {
  return [...messageEvents(reply, usage)].length;
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function send(response: ServerResponse, event: StreamEvent): Promise<void> {
  response.write(frameOf(event));
  // Lets the socket flush, so that the reader sees a stream and not one lump.
  await breathe();
}
