import type { InputUsage } from "./prompt-cache.ts";
import { contentOf, type OutBlock, type Reply } from "./reply.ts";

/** Output tokens that `message_start` reports, before anything is said. */
const FIRST_OUTPUT_TOKENS = 1;

function usageOf(input: InputUsage, outputTokens: number, thinkingTokens: number): Record<string, unknown> {
  return {
    ...input,
    output_tokens: outputTokens,
    output_tokens_details: { thinking_tokens: thinkingTokens },
    server_tool_use: null,
    service_tier: "standard",
    inference_geo: null,
    speed: "standard",
  };
}

function envelope(reply: Reply, rest: Record<string, unknown>): Record<string, unknown> {
  return {
    id: reply.id,
    type: "message",
    role: "assistant",
    model: reply.model,
    container: null,
    diagnostics: null,
    stop_details: null,
    ...rest,
  };
}

/** The whole answer, for requests without `stream`. */
export function messageOf(reply: Reply, input: InputUsage): Record<string, unknown> {
  const last = reply.blocks.length - 1;
  return envelope(reply, {
    content: reply.blocks.map((block, index) =>
      contentOf(block, reply.stopReason !== "max_tokens" || index < last),
    ),
    stop_reason: reply.stopReason,
    stop_sequence: reply.stopSequence,
    usage: usageOf(input, reply.outputTokens, reply.thinkingTokens),
  });
}

/** About as much as the vendor sends at once. */
const DELTA_CHARACTERS = 48;

function* chunksOf(text: string): Generator<string> {
  const characters = [...text];
  for (let start = 0; start < characters.length; start += DELTA_CHARACTERS) {
    yield characters.slice(start, start + DELTA_CHARACTERS).join("");
  }
}

function* deltasOf(block: OutBlock): Generator<Record<string, unknown>> {
  if (block.type === "text") {
    for (const text of chunksOf(block.text)) yield { type: "text_delta", text };
  } else if (block.type === "thinking") {
    for (const thinking of chunksOf(block.thinking)) yield { type: "thinking_delta", thinking };
    yield { type: "signature_delta", signature: block.signature };
  } else {
    yield { type: "input_json_delta", partial_json: "" };
    for (const partial_json of chunksOf(block.json)) yield { type: "input_json_delta", partial_json };
  }
}

function emptyContentOf(block: OutBlock): Record<string, unknown> {
  const content = contentOf(block, false);
  if (block.type === "text") return { ...content, text: "" };
  return block.type === "thinking" ? { ...content, thinking: "", signature: "" } : content;
}

export interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * The events of a streamed answer, in the vendor's order: message_start, then for each block start, deltas and stop
 * (a ping after the first start), then message_delta with the stop reason and the counts, then message_stop.
 */
export function* messageEvents(reply: Reply, input: InputUsage): Generator<StreamEvent> {
  const usage = usageOf(input, FIRST_OUTPUT_TOKENS, 0);
  const message = envelope(reply, { content: [], stop_reason: null, stop_sequence: null, usage });
  yield { type: "message_start", message };
  for (const [index, block] of reply.blocks.entries()) {
    yield { type: "content_block_start", index, content_block: emptyContentOf(block) };
    if (index === 0) yield { type: "ping" };
    for (const delta of deltasOf(block)) yield { type: "content_block_delta", index, delta };
    yield { type: "content_block_stop", index };
  }
  yield {
    type: "message_delta",
    delta: {
      stop_reason: reply.stopReason,
      stop_sequence: reply.stopSequence,
      stop_details: null,
      container: null,
    },
    usage: {
      input_tokens: input.input_tokens,
      cache_creation_input_tokens: input.cache_creation_input_tokens,
      cache_read_input_tokens: input.cache_read_input_tokens,
      output_tokens: reply.outputTokens,
      output_tokens_details: { thinking_tokens: reply.thinkingTokens },
      server_tool_use: null,
    },
  };
  yield { type: "message_stop" };
}

/** One Server-Sent Event, the event's name being its type. */
export function frameOf(event: StreamEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
