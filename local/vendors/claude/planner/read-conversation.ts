import type { ContentBlock, Message, MessagesRequest, ToolDefinition } from "../wire/request-schema.ts";
import { detectLocale, type Locale, toLocale } from "./locale.ts";

export interface ToolUse {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface ToolOutcome {
  readonly use: ToolUse;
  readonly isError: boolean;
  readonly text: string;
}

/** A file that came along and can be put into the film. */
export interface Attached {
  readonly assetId: string;
  readonly name: string;
  readonly type: string;
}

/** All that the planner takes from a request. Whatever the request does not say is undefined. */
export interface Conversation {
  /** What the person asked for last. */
  readonly instruction: string;
  readonly locale: Locale;
  /** Parsed `<composition>`; {} when there is none. */
  readonly composition: Readonly<Record<string, unknown>>;
  readonly selectedItemId?: string;
  readonly sceneCount?: number;
  readonly template: Readonly<Record<string, unknown>>;
  readonly history: string;
  readonly attachments: readonly Attached[];
  /** System prompt and messages, for hints such as a number of words. */
  readonly everything: string;
  readonly tools: readonly ToolDefinition[];
  /** What the tools of the last turn answered; empty on a fresh request. */
  readonly outcomes: readonly ToolOutcome[];
}

function blocksOf(message: Message): readonly ContentBlock[] {
  return typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
}

function textOf(blocks: readonly ContentBlock[]): string {
  return blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
}

function unescapeXml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}

/**
 * What the last `<name …>…</name>` of a text encloses. A tag that is only mentioned ("the text in <request> is…") closes nothing, so
 * the search goes from the last end tag back to the nearest beginning.
 */
function tagIn(text: string, name: string): string | undefined {
  const end = text.lastIndexOf(`</${name}>`);
  if (end === -1) return undefined;
  const openings = [...text.slice(0, end).matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>`, "g"))];
  const last = openings.at(-1);
  return last === undefined ? undefined : text.slice(last.index + last[0].length, end).trim();
}

function jsonIn(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  for (const candidate of [text, unescapeXml(text)]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // Not JSON in this spelling; a tag may also hold a plain word.
    }
  }
  return undefined;
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function withoutTags(text: string): string {
  return text.replace(/<([a-z_]+)(?:\s[^>]*)?>[\s\S]*?<\/\1>/g, " ").trim();
}

function instructionOf(messages: readonly Message[]): string {
  const users = messages.filter((message) => message.role === "user").map(blocksOf);
  const tagged = users.map((blocks) => tagIn(textOf(blocks), "request")).findLast((found) => found);
  if (tagged !== undefined) return unescapeXml(tagged);
  const fresh = users.filter((blocks) => !blocks.some((block) => block.type === "tool_result"));
  const said = fresh.map((blocks) => withoutTags(textOf(blocks))).filter((text) => text !== "");
  return said.at(-1) ?? textOf(users.at(-1) ?? []);
}

function resultText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .flatMap((part) => {
      const text = asRecord(part).text;
      return typeof text === "string" ? [text] : [];
    })
    .join("\n");
}

function outcomesOf(messages: readonly Message[]): ToolOutcome[] {
  const last = messages.at(-1);
  if (last === undefined) return [];
  const uses = new Map<string, ToolUse>();
  for (const block of messages.flatMap(blocksOf)) {
    if (block.type === "tool_use") uses.set(block.id, { id: block.id, name: block.name, input: block.input });
  }
  return blocksOf(last).flatMap((block) => {
    if (block.type !== "tool_result") return [];
    const use = uses.get(block.tool_use_id);
    return use === undefined
      ? []
      : [{ use, isError: block.is_error === true, text: resultText(block.content) }];
  });
}

function selectedIn(text: string): string | undefined {
  const tag = tagIn(text, "selected_item");
  if (tag === undefined || tag === "" || tag === "null") return undefined;
  const parsed = jsonIn(tag);
  const fields = asRecord(parsed);
  const id = fields.itemId ?? fields.id ?? (typeof parsed === "string" ? parsed : undefined);
  if (typeof id === "string") return id;
  return /^[\w-]+$/.test(tag) && parsed === undefined ? tag : undefined;
}

/** Files are named by tags like `<attachment assetId="…" name="…" type="image" />`; those without an id are for reading only. */
function attachmentsIn(text: string): Attached[] {
  return [...text.matchAll(/<attachment\s([^>]*)>/g)].flatMap(([, attributes = ""]) => {
    const attribute = (name: string): string =>
      unescapeXml(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? "");
    const assetId = attribute("assetId");
    return assetId === "" ? [] : [{ assetId, name: attribute("name"), type: attribute("type") }];
  });
}

export function readConversation(request: MessagesRequest): Conversation {
  const system =
    typeof request.system === "string"
      ? request.system
      : (request.system ?? []).map((block) => block.text).join("\n");
  const said = request.messages.map((message) => textOf(blocksOf(message))).join("\n");
  const everything = `${system}\n${said}`;
  const instruction = instructionOf(request.messages).replace(/\s+/g, " ").trim();
  const sceneCount = Number.parseInt(tagIn(everything, "scene_count") ?? "", 10);
  const selectedItemId = selectedIn(everything);
  return {
    instruction,
    locale: toLocale(tagIn(everything, "locale")) ?? detectLocale(instruction),
    composition: asRecord(jsonIn(tagIn(everything, "composition"))),
    ...(selectedItemId === undefined ? {} : { selectedItemId }),
    ...(Number.isNaN(sceneCount) ? {} : { sceneCount }),
    template: asRecord(jsonIn(tagIn(everything, "template"))),
    history: tagIn(everything, "chat_history") ?? "",
    attachments: attachmentsIn(said),
    everything,
    tools: request.tool_choice?.type === "none" ? [] : (request.tools ?? []),
    outcomes: outcomesOf(request.messages),
  };
}
