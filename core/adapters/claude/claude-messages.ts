import type Anthropic from "@anthropic-ai/sdk";
import { ProviderError } from "../../contract/errors.ts";
import type { ChatContent, ChatMessage, ChatTurn } from "../../ports/chat-model.ts";

/** Our messages in the vendor's words. */
export function toMessageParams(messages: readonly ChatMessage[]): Anthropic.MessageParam[] {
  return messages.map(({ role, content }) => ({ role, content: content.map(toBlock) }));
}

function toBlock(content: ChatContent): Anthropic.ContentBlockParam {
  switch (content.type) {
    case "text":
      return { type: "text", text: content.text };
    case "tool_use":
      return {
        type: "tool_use",
        id: content.toolUseId,
        name: content.toolName,
        input: asObject(content.input),
      };
    case "tool_result":
      return {
        type: "tool_result",
        tool_use_id: content.toolUseId,
        content: content.content,
        is_error: content.isError,
      };
    case "image":
      return {
        type: "image",
        source: { type: "base64", media_type: imageType(content.mediaType), data: content.base64 },
      };
    case "document":
      return {
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: content.base64 },
      };
  }
}

/** The API takes objects only; a call whose input was nonsense is shown to the model as it was, wrapped. */
function asObject(input: unknown): Record<string, unknown> {
  return typeof input === "object" && input !== null && !Array.isArray(input)
    ? Object.fromEntries(Object.entries(input))
    : { value: input };
}

function imageType(mediaType: string): Anthropic.Base64ImageSource["media_type"] {
  switch (mediaType) {
    case "image/png":
    case "image/jpeg":
    case "image/gif":
    case "image/webp":
      return mediaType;
    default:
      throw new ProviderError(`The language model cannot look at ${mediaType}.`);
  }
}

/**
 * The vendor's message as one turn. Blocks we did not ask for (thinking, server tools) are left out.
 * @throws ProviderError for stop reasons that leave nothing to go on with
 */
export function fromMessage(message: Anthropic.Message): ChatTurn {
  const content = message.content.flatMap((block): ChatContent[] => {
    if (block.type === "text") return block.text === "" ? [] : [{ type: "text", text: block.text }];
    if (block.type !== "tool_use") return [];
    return [{ type: "tool_use", toolUseId: block.id, toolName: block.name, input: block.input }];
  });
  return {
    content,
    stopReason: stopReason(message.stop_reason),
    usage: {
      inputTokens: message.usage.input_tokens,
      outputTokens: message.usage.output_tokens,
      cacheReadTokens: message.usage.cache_read_input_tokens ?? 0,
      cacheWriteTokens: message.usage.cache_creation_input_tokens ?? 0,
    },
  };
}

function stopReason(reason: Anthropic.StopReason | null): ChatTurn["stopReason"] {
  switch (reason) {
    case "end_turn":
    case "tool_use":
    case "max_tokens":
    case "stop_sequence":
    case "refusal":
      return reason;
    case "model_context_window_exceeded":
      throw new ProviderError("The composition and the conversation are too long for the language model.");
    case "pause_turn":
    case null:
      throw new ProviderError("The language model ended its answer without saying why.");
  }
}
