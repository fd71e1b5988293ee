import * as z from "zod";

/** Entries of one request, and characters of one entry, at most. */
export const MAX_HISTORY_ENTRIES = 200;
export const MAX_ENTRY_CHARACTERS = 100_000;

/** One message of a client's past with the agent. */
export interface HistoryEntry {
  readonly role: "user" | "assistant";
  readonly content: string;
}

const ASSISTANTS: readonly unknown[] = ["assistant", "model", "ai", "bot", "agent"];

/**
 * One entry as clients keep them: `{ role, content }` where the content is text or a list of parts (of which the texts
 * count), `{ role, text }`, `{ role, parts }`, or a condensed text by itself. Everybody but an assistant is the user.
 */
const historyEntry = z.unknown().transform((given, context): HistoryEntry => {
  const refuse = (message: string, ...path: string[]): never => {
    context.addIssue({ code: "custom", message, path });
    return z.NEVER;
  };
  const tooLong = `must have at most ${MAX_ENTRY_CHARACTERS} characters`;
  if (typeof given === "string") {
    return given.length > MAX_ENTRY_CHARACTERS ? refuse(tooLong) : { role: "user", content: given };
  }
  const record = z.looseObject({}).safeParse(given);
  if (!record.success) return refuse("must be a text, or { role, content }");
  const { role = "user", content, text, parts } = record.data;
  if (typeof role !== "string" || role.length > 50) return refuse("must be a short text", "role");
  const said = textOf(content ?? text ?? parts);
  if (said === undefined) return refuse("must be a text, or a list of parts", "content");
  if (said.length > MAX_ENTRY_CHARACTERS) return refuse(tooLong, "content");
  return { role: ASSISTANTS.includes(role.toLowerCase()) ? "assistant" : "user", content: said };
});

/** A text, or the texts of a list of parts; pictures and tool calls among them say nothing here. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  const texts = value.map((part: unknown) => {
    if (typeof part === "string") return part;
    const record = z.looseObject({ text: z.string().optional() }).safeParse(part);
    return record.success ? (record.data.text ?? "") : undefined;
  });
  return texts.includes(undefined) ? undefined : texts.filter((text) => text !== "").join("\n");
}

/** `chatHistory` of `POST /api/agent`. Source: the Agent API docs, "Request body", which leave the entries open. */
export const chatHistory = z
  .array(historyEntry)
  .max(MAX_HISTORY_ENTRIES, `has more than ${MAX_HISTORY_ENTRIES} entries`);
