import type { HistoryEntry } from "../contract/chat-history.ts";
import { escapeTags } from "./prompt-text.ts";

/** What the model gets of a client's past, at most. */
const MAX_CHARACTERS = 20_000;
/** Of one message. */
const MAX_MESSAGE_CHARACTERS = 4_000;

/**
 * The latest messages as one block that is told apart from what the user asks for now: clients condense their past, so
 * nobody here knows who really said it. Whole messages, oldest first; the beginning of a long one.
 * @returns undefined when there are none
 */
export function historyText(history: readonly HistoryEntry[]): string | undefined {
  const kept: string[] = [];
  let length = 0;
  for (const { role, content } of history.toReversed()) {
    const said = content.trim();
    if (said === "") continue;
    const text = said.length > MAX_MESSAGE_CHARACTERS ? `${said.slice(0, MAX_MESSAGE_CHARACTERS)} …` : said;
    length += text.length;
    if (length > MAX_CHARACTERS) break;
    kept.unshift(`<message role="${role}">${escapeTags(text)}</message>`);
  }
  return kept.length === 0 ? undefined : `<chat_history>\n${kept.join("\n")}\n</chat_history>`;
}
