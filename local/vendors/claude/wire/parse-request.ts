import type { z } from "zod";
import { NEWEST_VERSION } from "./check-headers.ts";
import { checkMedia } from "./check-media.ts";
import { checkStrictTools } from "./check-strict.ts";
import { checkTurns } from "./check-turns.ts";
import { invalid } from "./errors.ts";
import { modelOf } from "./models.ts";
import {
  type CountTokensRequest,
  countTokensSchema,
  type MessagesRequest,
  messagesSchema,
  type ToolDefinition,
} from "./request-schema.ts";

type Issue = z.core.$ZodIssue;

/** Says an issue the way the vendor does: `messages.0.content: Field required`. */
function say(issue: Issue, root: unknown): string {
  if (issue.code === "invalid_union") {
    const within = issue.errors.flat();
    const deepest = within.toSorted((a, b) => b.path.length - a.path.length)[0];
    if (deepest !== undefined && deepest.path.length > 0) {
      return say({ ...deepest, path: [...issue.path, ...deepest.path] }, root);
    }
  }
  const where = issue.path.map(String).join(".");
  const found = issue.path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
  const at = where === "" ? "" : `${where}: `;
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .map((key) => `${where === "" ? "" : `${where}.`}${key}: Extra inputs are not permitted`)
      .join("; ");
  }
  if (found === undefined) return `${at}Field required`;
  if (issue.code === "invalid_union") {
    return issue.path.at(-1) === "type"
      ? `${at}Input tag '${String(found)}' does not match any of the expected tags`
      : `${at}Input should be a valid string or list`;
  }
  if (issue.code === "invalid_type") return `${at}Input should be a valid ${issue.expected}`;
  return `${at}${issue.message}`;
}

function parseWith<Shape>(schema: z.ZodType<Shape>, body: unknown): Shape {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw invalid(parsed.error.issues.map((issue) => say(issue, body)).join("; "));
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(
      `The request body is not valid JSON: ${cause instanceof Error ? cause.message : "unreadable"}`,
    );
  }
}

function checkTools(tools: readonly ToolDefinition[]): void {
  for (const [index, tool] of tools.entries()) {
    if (tool.type !== undefined && tool.type !== null && tool.type !== "custom") {
      throw invalid(`tools.${index}: this emulator runs no server tools, '${tool.type}' is not supported`);
    }
    if (tool.input_schema === undefined) throw invalid(`tools.${index}.custom.input_schema: Field required`);
    for (const key of ["oneOf", "allOf", "anyOf"]) {
      if (key in tool.input_schema) {
        throw invalid(
          `tools.${index}.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level`,
        );
      }
    }
  }
  checkStrictTools(tools);
  const names = tools.map((tool) => tool.name);
  if (new Set(names).size < names.length) throw invalid("tools: Tool names must be unique.");
}

function checkCacheMarks(request: CountTokensRequest): void {
  const blocks: unknown[] = [...(request.tools ?? [])];
  if (typeof request.system === "object") blocks.push(...request.system);
  for (const message of request.messages) {
    if (typeof message.content !== "string") blocks.push(...message.content);
  }
  const marked = blocks.filter(
    (block) => typeof block === "object" && block !== null && Boolean(Reflect.get(block, "cache_control")),
  ).length;
  const marks = marked + (request.cache_control ? 1 : 0);
  if (marks > 4) throw invalid(`A maximum of 4 blocks with cache_control may be provided. Found ${marks}.`);
}

const SAMPLING = ["temperature", "top_p", "top_k"];

/** What version 2026-10-21 took away. Source: the published version history. */
function checkVersion(request: CountTokensRequest, version: string): void {
  if (version !== NEWEST_VERSION) return;
  for (const name of SAMPLING) {
    if (name in request) throw invalid(`${name}: Extra inputs are not permitted`);
  }
  for (const [index, message] of request.messages.entries()) {
    if (message.role !== "assistant" || typeof message.content === "string") continue;
    const at = message.content.findIndex((block) => block.type === "document");
    if (at !== -1) {
      throw invalid(
        `messages.${index}.content.${at}: \`document\` blocks are not allowed in \`assistant\` messages`,
      );
    }
  }
}

function checkMeaning(request: CountTokensRequest, version: string): void {
  checkVersion(request, version);
  modelOf(request.model);
  const tools = request.tools ?? [];
  checkTools(tools);
  const choice = request.tool_choice;
  if (choice !== undefined && choice.type !== "none" && tools.length === 0) {
    throw invalid("tool_choice: tool_choice may only be specified while providing tools.");
  }
  if (choice?.type === "tool" && !tools.some((tool) => tool.name === choice.name)) {
    throw invalid(`tool_choice: Tool '${choice.name}' not found in provided tools`);
  }
  const isThinking = request.thinking !== undefined && request.thinking.type !== "disabled";
  if (isThinking && (choice?.type === "any" || choice?.type === "tool")) {
    throw invalid("Thinking may not be enabled when tool_choice forces tool use.");
  }
  checkCacheMarks(request);
  checkTurns(request.messages);
  checkMedia(request.messages);
}

/** @throws ApiError 400 naming every bad field, 404 for an unknown model */
export function parseMessagesRequest(text: string, version: string): MessagesRequest {
  const request = parseWith(messagesSchema, parseJson(text));
  checkMeaning(request, version);
  const { max_tokens: most } = modelOf(request.model);
  if (request.max_tokens > most) {
    throw invalid(
      `max_tokens: ${request.max_tokens} > ${most}, which is the maximum allowed number of output tokens for ${request.model}`,
    );
  }
  if (request.thinking?.type === "enabled" && request.max_tokens <= request.thinking.budget_tokens) {
    throw invalid("`max_tokens` must be greater than `thinking.budget_tokens`.");
  }
  for (const [index, sequence] of (request.stop_sequences ?? []).entries()) {
    if (sequence.trim() === "") {
      throw invalid(`stop_sequences.${index}: each stop sequence must contain non-whitespace`);
    }
  }
  return request;
}

/** @throws ApiError 400, 404 */
export function parseCountTokensRequest(text: string, version: string): CountTokensRequest {
  const request = parseWith(countTokensSchema, parseJson(text));
  checkMeaning(request, version);
  return request;
}
