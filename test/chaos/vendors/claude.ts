import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import * as z from "zod";
import { type TroubleStore, troubleStore } from "./trouble.ts";
import { sendJson, type VendorCall, vendorServer } from "./vendor-server.ts";

/** A call that the model makes. */
export interface ScriptedCall {
  readonly tool: string;
  readonly input: unknown;
}

/** A model that does as it is told: the calls of each turn, by a mark that the request's message has. */
export interface ClaudeStandIn {
  readonly url: string;
  readonly troubles: TroubleStore;
  /** Turns that were answered in full, by mark: how often each. */
  readonly answered: ReadonlyMap<string, readonly number[]>;
  script(mark: string, turns: readonly (readonly ScriptedCall[])[]): void;
  close(): void;
}

/** A mark in a message: `#` and a word. */
const MARK = /#[a-z0-9-]+/;
const GARBAGE: ScriptedCall = { tool: "plan_long_video", input: { title: 7, scenes: "none" } };

const request = z.object({ messages: z.array(z.object({ role: z.string(), content: z.unknown() })) });

/** A stand-in for the Messages API, streamed. Source: https://docs.claude.com/en/api/messages-streaming */
export async function startClaude(): Promise<ClaudeStandIn> {
  const troubles = troubleStore();
  const scripts = new Map<string, readonly (readonly ScriptedCall[])[]>();
  const answered = new Map<string, number[]>();

  const answer = ({ path, body, response }: VendorCall) => {
    if (path !== "/v1/messages") return sendJson(response, 404, error("not_found_error"));
    const { messages } = request.parse(JSON.parse(body));
    const [mark = ""] = MARK.exec(JSON.stringify(messages[0]?.content)) ?? [];
    const turn = messages.filter(({ role }) => role === "assistant").length;
    const trouble = troubles.take(`${mark} `);
    if (trouble === "busy") return sendJson(response, 529, error("overloaded_error"));
    if (trouble === "fail") return sendJson(response, 500, error("api_error"));
    if (trouble === "refuse") return sendJson(response, 400, error("invalid_request_error"));
    if (trouble === "drop") return void response.destroy();
    const calls = trouble === "garbage" ? [GARBAGE] : (scripts.get(mark)?.[turn] ?? []);
    const events = eventsOf(calls);
    if (trouble === "cut" || trouble === "lose") {
      begin(response);
      response.write(events.slice(0, trouble === "cut" ? 3 : -1).join(""));
      // Out of the buffer first: what is dropped was seen.
      return void setImmediate(() => response.destroy());
    }
    answered.set(mark, [...(answered.get(mark) ?? []), turn]);
    begin(response).end(events.join(""));
  };

  const server = await vendorServer(answer);
  return {
    url: server.url,
    troubles,
    answered,
    script: (mark, turns) => void scripts.set(mark, turns),
    close: server.close,
  };
}

const error = (type: string) => ({ type: "error", error: { type, message: "as the test wants it" } });

const begin = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { "content-type": "text/event-stream" });

const frame = (data: { readonly type: string } & Record<string, unknown>): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

function eventsOf(calls: readonly ScriptedCall[]): string[] {
  const usage = { input_tokens: 2000, output_tokens: 1 };
  const message = {
    id: `msg_${randomUUID()}`,
    type: "message",
    role: "assistant",
    model: "stand-in",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  const blocks = calls.length === 0 ? [textBlock(0)] : calls.map((call, index) => callBlock(call, index));
  return [
    frame({ type: "message_start", message }),
    ...blocks.flat(),
    frame({
      type: "message_delta",
      delta: { stop_reason: calls.length === 0 ? "end_turn" : "tool_use", stop_sequence: null },
      usage: { output_tokens: 300 },
    }),
    frame({ type: "message_stop" }),
  ];
}

const textBlock = (index: number): string[] => [
  frame({ type: "content_block_start", index, content_block: { type: "text", text: "" } }),
  frame({ type: "content_block_delta", index, delta: { type: "text_delta", text: "Done." } }),
  frame({ type: "content_block_stop", index }),
];

const callBlock = ({ tool, input }: ScriptedCall, index: number): string[] => [
  frame({
    type: "content_block_start",
    index,
    content_block: { type: "tool_use", id: `toolu_${randomUUID()}`, name: tool, input: {} },
  }),
  frame({
    type: "content_block_delta",
    index,
    delta: { type: "input_json_delta", partial_json: JSON.stringify(input) },
  }),
  frame({ type: "content_block_stop", index }),
];
