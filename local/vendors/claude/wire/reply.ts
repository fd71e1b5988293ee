import { createHash } from "node:crypto";
import { countTextTokens, cutToTokens } from "./count-tokens.ts";
import type { MessagesRequest } from "./request-schema.ts";

/** What the planner wants to say, before the wire's limits are applied. */
export type ReplyBlock =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "thinking"; readonly thinking: string }
  | { readonly type: "tool_use"; readonly name: string; readonly input: Readonly<Record<string, unknown>> };

/** A block as it goes out. The JSON of a tool's input ends early when `max_tokens` cut it. */
export type OutBlock =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "thinking"; readonly thinking: string; readonly signature: string }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly json: string };

export interface Reply {
  readonly id: string;
  readonly model: string;
  readonly blocks: readonly OutBlock[];
  readonly stopReason: "end_turn" | "tool_use" | "max_tokens" | "stop_sequence";
  readonly stopSequence: string | null;
  readonly outputTokens: number;
  readonly thinkingTokens: number;
}

/** An id in the vendor's form: a prefix, `01`, and 22 characters. The same seed gives the same id. */
export function idOf(prefix: string, seed: string): string {
  const letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const digest = createHash("sha256").update(seed).digest();
  return `${prefix}_01${[...digest.subarray(0, 22)].map((byte) => letters[byte % letters.length]).join("")}`;
}

function outBlock(block: ReplyBlock, seed: string): OutBlock {
  if (block.type === "text") return block;
  if (block.type === "thinking") {
    return { ...block, signature: createHash("sha512").update(`${seed}${block.thinking}`).digest("base64") };
  }
  return { type: "tool_use", id: idOf("toolu", seed), name: block.name, json: JSON.stringify(block.input) };
}

const TOOL_USE_TOKENS = 20;

function tokensOf(block: OutBlock): number {
  if (block.type === "text") return countTextTokens(block.text);
  if (block.type === "thinking") return countTextTokens(block.thinking);
  return TOOL_USE_TOKENS + countTextTokens(block.name) + countTextTokens(block.json);
}

function cut(block: OutBlock, tokens: number): OutBlock | undefined {
  if (block.type === "text") {
    const text = cutToTokens(block.text, tokens);
    return text === "" ? undefined : { ...block, text };
  }
  if (block.type === "thinking") return undefined;
  const left = tokens - TOOL_USE_TOKENS - countTextTokens(block.name);
  return left < 0 ? undefined : { ...block, json: cutToTokens(block.json, left) };
}

interface Stop {
  readonly at: number;
  readonly sequence: string;
}

function firstStop(text: string, sequences: readonly string[]): Stop | undefined {
  return sequences
    .map((sequence) => ({ at: text.indexOf(sequence), sequence }))
    .filter((stop) => stop.at !== -1)
    .toSorted((a, b) => a.at - b.at)[0];
}

/**
 * Applies `stop_sequences` and `max_tokens` to what the planner said.
 *
 * @param seed ids are made from it
 */
export function finishReply(wanted: readonly ReplyBlock[], request: MessagesRequest, seed: string): Reply {
  const blocks: OutBlock[] = [];
  let outputTokens = 0;
  let thinkingTokens = 0;
  let stopSequence: string | null = null;
  let isCut = request.max_tokens === 0;
  for (const [index, block] of wanted.entries()) {
    if (isCut || stopSequence !== null) break;
    let out: OutBlock | undefined = outBlock(block, `${seed}#${index}`);
    if (out.type === "text") {
      const stop = firstStop(out.text, request.stop_sequences ?? []);
      if (stop !== undefined) {
        stopSequence = stop.sequence;
        out = { ...out, text: out.text.slice(0, stop.at) };
      }
    }
    const left = request.max_tokens - outputTokens;
    if (tokensOf(out) > left) {
      isCut = true;
      stopSequence = null;
      out = cut(out, left);
      outputTokens = request.max_tokens;
    } else {
      outputTokens += tokensOf(out);
    }
    if (out?.type === "thinking") thinkingTokens += tokensOf(out);
    if (out !== undefined) blocks.push(out);
  }
  const asksForTools = blocks.some((block) => block.type === "tool_use");
  const natural = asksForTools ? "tool_use" : "end_turn";
  return {
    id: idOf("msg", seed),
    model: request.model,
    blocks,
    stopReason: isCut ? "max_tokens" : stopSequence === null ? natural : "stop_sequence",
    stopSequence,
    outputTokens,
    thinkingTokens,
  };
}

function inputOf(json: string, isWhole: boolean): unknown {
  return isWhole ? JSON.parse(json) : {};
}

/** The content block as the non-streaming answer holds it; an input that was cut is `{}`. */
export function contentOf(block: OutBlock, isWhole: boolean): Record<string, unknown> {
  if (block.type === "text") return { type: "text", text: block.text, citations: null };
  if (block.type === "thinking") return { ...block };
  return {
    type: "tool_use",
    id: block.id,
    name: block.name,
    input: inputOf(block.json, isWhole),
    caller: { type: "direct" },
  };
}
