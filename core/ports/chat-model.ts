/** One turn of a chat model that may call tools. The shapes are the Messages API's, without what we do not use. */
export interface ChatModel {
  /**
   * Streams one turn. `onToolUse` is called as soon as the model has begun a call, before its input is complete.
   * @throws TransientError on overload, timeouts and 5xx; ProviderError on refusals and nonsense
   */
  complete(request: ChatRequest, listener?: ChatListener): Promise<ChatTurn>;
}

export interface ChatListener {
  onToolUse?(call: { toolUseId: string; toolName: string }): void | Promise<void>;
  onText?(text: string): void | Promise<void>;
}

export interface ChatRequest {
  /** Equal for every run: cached by the vendor. */
  readonly staticSystem: string;
  /** What differs by run. */
  readonly runSystem: string;
  readonly tools: readonly ChatTool[];
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
}

export interface ChatTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the input, `type: "object"`. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** The vendor is to hold the model to the schema. */
  readonly isStrict: boolean;
}

export type ChatContent =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "tool_use";
      readonly toolUseId: string;
      readonly toolName: string;
      readonly input: unknown;
    }
  | {
      readonly type: "tool_result";
      readonly toolUseId: string;
      readonly content: string;
      readonly isError: boolean;
    }
  | { readonly type: "image"; readonly mediaType: string; readonly base64: string }
  | { readonly type: "document"; readonly mediaType: string; readonly base64: string };

export interface ChatMessage {
  readonly role: "user" | "assistant";
  readonly content: readonly ChatContent[];
}

export interface ChatTurn {
  readonly content: readonly ChatContent[];
  readonly stopReason: "end_turn" | "tool_use" | "max_tokens" | "stop_sequence" | "refusal";
  readonly usage: TokenUsage;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}
