import { invalid } from "./errors.ts";
import type { ContentBlock, Message } from "./request-schema.ts";

function blocksOf(message: Message): readonly ContentBlock[] {
  return typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
}

interface Turn {
  readonly role: Message["role"];
  /** Of the first message of the turn; consecutive messages of one role are one turn. */
  readonly index: number;
  readonly blocks: ContentBlock[];
}

function turnsOf(messages: readonly Message[]): Turn[] {
  const turns: Turn[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === "system") continue;
    const open = turns.at(-1);
    if (open?.role === message.role) open.blocks.push(...blocksOf(message));
    else turns.push({ role: message.role, index, blocks: [...blocksOf(message)] });
  }
  return turns;
}

function checkContent(messages: readonly Message[]): void {
  for (const [index, message] of messages.entries()) {
    if (message.content.length === 0) {
      throw invalid(
        `messages.${index}: all messages must have non-empty content except for the optional final assistant message`,
      );
    }
    for (const [at, block] of blocksOf(message).entries()) {
      if (block.type === "text" && block.text.trim() === "") {
        throw invalid(
          `messages.${index}.content.${at}: text content blocks must contain non-whitespace text`,
        );
      }
      if (block.type === "tool_use" && message.role !== "assistant") {
        throw invalid(`messages.${index}: \`tool_use\` blocks can only be in \`assistant\` messages`);
      }
      if (block.type === "tool_result" && message.role !== "user") {
        throw invalid(`messages.${index}: \`tool_result\` blocks can only be in \`user\` messages`);
      }
    }
  }
}

/** Every tool_use is answered in the very next turn, every tool_result answers one of the turn before, each once, results first. */
function checkToolTurns(turns: readonly Turn[]): void {
  for (const [position, turn] of turns.entries()) {
    const before = turns[position - 1];
    const asked = new Set(before?.blocks.flatMap((block) => (block.type === "tool_use" ? [block.id] : [])));
    const answered = new Set<string>();
    for (const [at, block] of turn.blocks.entries()) {
      if (block.type !== "tool_result") continue;
      if (!asked.has(block.tool_use_id)) {
        throw invalid(
          `messages.${turn.index}.content.${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
        );
      }
      if (answered.has(block.tool_use_id)) {
        throw invalid(
          `messages.${turn.index}.content.${at}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${block.tool_use_id}`,
        );
      }
      answered.add(block.tool_use_id);
    }
    const missing = [...asked].filter((id) => !answered.has(id));
    if (missing.length > 0) throw invalid(unanswered(before?.index ?? 0, missing));
    const firstOther = turn.blocks.findIndex((block) => block.type !== "tool_result");
    const lastResult = turn.blocks.findLastIndex((block) => block.type === "tool_result");
    if (firstOther !== -1 && lastResult > firstOther) {
      throw invalid(`messages.${turn.index}: \`tool_result\` blocks must come first in the content`);
    }
    const ids = turn.blocks.flatMap((block) => (block.type === "tool_use" ? [block.id] : []));
    if (new Set(ids).size < ids.length)
      throw invalid(`messages.${turn.index}: \`tool_use\` ids must be unique`);
  }
  const last = turns.at(-1);
  const open = last?.blocks.flatMap((block) => (block.type === "tool_use" ? [block.id] : [])) ?? [];
  if (last !== undefined && open.length > 0) throw invalid(unanswered(last.index, open));
}

function unanswered(index: number, ids: readonly string[]): string {
  return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
}

/** @throws ApiError 400 when the conversation is not one the vendor would continue */
export function checkTurns(messages: readonly Message[]): void {
  if (messages.length === 0) throw invalid("messages: at least one message is required");
  checkContent(messages);
  const turns = turnsOf(messages);
  if (turns[0]?.role !== "user") throw invalid('messages: first message must use the "user" role');
  checkToolTurns(turns);
  if (turns.at(-1)?.role === "assistant") {
    throw invalid(
      "This model does not support assistant message prefill. The conversation must end with a user message.",
    );
  }
}
