/** Streams in the shape that the Messages API sends them (https://docs.claude.com/en/api/messages-streaming). */

type Frame = Record<string, unknown> & { readonly type: string };

export const sse = (frames: readonly Frame[]): string =>
  frames.map((frame) => `event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`).join("");

const start = {
  type: "message_start",
  message: {
    id: "msg_01",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-5-5",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: 472,
      cache_creation_input_tokens: 1800,
      cache_read_input_tokens: 3600,
      output_tokens: 2,
    },
  },
};

const end = (stop_reason: string, output_tokens: number): Frame[] => [
  { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: { output_tokens } },
  { type: "message_stop" },
];

export const toolTurn: readonly Frame[] = [
  start,
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "ping" },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "I add " } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "a title." } },
  { type: "content_block_stop", index: 0 },
  {
    type: "content_block_start",
    index: 1,
    content_block: { type: "tool_use", id: "toolu_01", name: "add_item", input: {} },
  },
  { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: "" } },
  {
    type: "content_block_delta",
    index: 1,
    delta: { type: "input_json_delta", partial_json: '{"type": "te' },
  },
  {
    type: "content_block_delta",
    index: 1,
    delta: { type: "input_json_delta", partial_json: 'xt", "text": "썸머 Sale"}' },
  },
  { type: "content_block_stop", index: 1 },
  ...end("tool_use", 89),
];

export const textTurn: readonly Frame[] = [
  start,
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Done." } },
  { type: "content_block_stop", index: 0 },
  ...end("end_turn", 4),
];

/** The vendor runs out of room in the middle of a stream: 200, then this. */
export const overloadedMidway: readonly Frame[] = [
  start,
  { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
];

/** The connection ends without `message_stop`. */
export const brokenOff: readonly Frame[] = toolTurn.slice(0, 4);

export const errorBody = (type: string): string =>
  JSON.stringify({ type: "error", error: { type, message: "…" }, request_id: "req_01" });
