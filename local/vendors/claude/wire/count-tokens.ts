import { readImageHeader } from "./image-size.ts";
import type { ContentBlock, CountTokensRequest } from "./request-schema.ts";

/** Letters a token, about: Latin 4, Hangul, Kana and Han 1.5, anything else (digits, signs) 2.5. */
const CJK = /[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]/;
const LATIN = /[A-Za-z\u00c0-\u024f\s]/;

function weightOf(character: string): number {
  if (LATIN.test(character)) return 1 / 4;
  return CJK.test(character) ? 1 / 1.5 : 1 / 2.5;
}

/** Whole tokens, at least 1 unless the text is empty. An estimate: the vendor's tokenizer is not public. */
export function countTextTokens(text: string): number {
  let weight = 0;
  for (const character of text) weight += weightOf(character);
  return Math.ceil(weight);
}

/** The longest beginning of `text` that is at most `tokens` tokens. */
export function cutToTokens(text: string, tokens: number): string {
  let weight = 0;
  let end = 0;
  for (const character of text) {
    weight += weightOf(character);
    if (weight > tokens) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

/** A larger picture is made smaller first. */
const MOST_IMAGE_TOKENS = 1_600;
const PIXELS_A_TOKEN = 750;
const PDF_PAGE_BYTES = 50_000;
const PDF_PAGE_TOKENS = 2_000;

function imageTokens(source: Extract<ContentBlock, { type: "image" }>["source"]): number {
  const header = source.type === "base64" ? readImageHeader(Buffer.from(source.data, "base64")) : undefined;
  if (header === undefined) return MOST_IMAGE_TOKENS;
  return Math.min(MOST_IMAGE_TOKENS, Math.ceil((header.width * header.height) / PIXELS_A_TOKEN));
}

/** Tokens of one block of the request, images and documents by their usual cost. */
export function countBlockTokens(block: ContentBlock): number {
  switch (block.type) {
    case "text":
      return countTextTokens(block.text);
    case "image":
      return imageTokens(block.source);
    case "document":
      if (block.source.type === "text") return countTextTokens(block.source.data);
      if (block.source.type === "base64") {
        return Math.ceil((block.source.data.length * 0.75) / PDF_PAGE_BYTES) * PDF_PAGE_TOKENS;
      }
      return PDF_PAGE_TOKENS;
    case "search_result":
      return block.content.reduce((sum, part) => sum + countTextTokens(part.text), 8);
    case "tool_use":
      return countTextTokens(block.name) + countTextTokens(JSON.stringify(block.input)) + 12;
    case "tool_result":
      if (block.content === undefined) return 12;
      if (typeof block.content === "string") return countTextTokens(block.content) + 12;
      return block.content.reduce((sum, part) => sum + countBlockTokens(part), 12);
    case "thinking":
    case "redacted_thinking":
      // Thinking of earlier turns is stripped by the vendor and not counted as input.
      return 0;
  }
}

const TOOL_USE_PREAMBLE_TOKENS = 346;
const MESSAGE_TOKENS = 4;

/** A piece of the prompt in the order in which the vendor caches: tools, system, messages. */
export interface PromptPiece {
  /** What makes the piece what it is, without its cache mark. */
  readonly identity: string;
  readonly tokens: number;
  readonly ttl?: "5m" | "1h";
}

function pieceOf(block: object, tokens: number): PromptPiece {
  const { cache_control: mark, ...rest } = block as { cache_control?: { ttl?: "5m" | "1h" } | null };
  const identity = JSON.stringify(rest);
  return mark ? { identity, tokens, ttl: mark.ttl ?? "5m" } : { identity, tokens };
}

export function promptPieces(request: CountTokensRequest): PromptPiece[] {
  const pieces: PromptPiece[] = [];
  const tools = request.tools ?? [];
  for (const [index, tool] of tools.entries()) {
    const own = countTextTokens(JSON.stringify({ ...tool, cache_control: undefined }));
    pieces.push(pieceOf(tool, own + (index === 0 ? TOOL_USE_PREAMBLE_TOKENS : 0)));
  }
  const system =
    typeof request.system === "string" ? [{ type: "text", text: request.system }] : request.system;
  for (const block of system ?? []) pieces.push(pieceOf(block, countTextTokens(block.text)));
  for (const message of request.messages) {
    const blocks: readonly ContentBlock[] =
      typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
    for (const [index, block] of blocks.entries()) {
      const piece = pieceOf(block, countBlockTokens(block) + (index === 0 ? MESSAGE_TOKENS : 0));
      pieces.push({ ...piece, identity: `${message.role}:${piece.identity}` });
    }
  }
  const last = pieces.at(-1);
  if (request.cache_control && last !== undefined && last.ttl === undefined) {
    pieces[pieces.length - 1] = { ...last, ttl: request.cache_control.ttl ?? "5m" };
  }
  return pieces;
}

export function countRequestTokens(request: CountTokensRequest): number {
  return promptPieces(request).reduce((sum, piece) => sum + piece.tokens, 0);
}
