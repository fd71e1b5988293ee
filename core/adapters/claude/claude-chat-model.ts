import Anthropic from "@anthropic-ai/sdk";
import { transformJSONSchema } from "@anthropic-ai/sdk/lib/transform-json-schema";
import type { ChatListener, ChatModel, ChatRequest, ChatTurn } from "../../ports/chat-model.ts";
import { toAppError } from "./claude-errors.ts";
import { fromMessage, toMessageParams } from "./claude-messages.ts";

export interface ClaudeOptions {
  /** Read once per client, so that a secret is fetched at most once per cold start. */
  readonly apiKey: () => Promise<string>;
  /** `https://api.anthropic.com`, or what a deployment says. */
  readonly baseUrl: string;
  /** A model id of the Messages API. */
  readonly model: string;
  /** How long the vendor may be silent, before its first byte and between any two. @default 60,000 ms */
  readonly silenceTimeoutMs?: number;
  /** Quick retries inside the step; the state machine has slow ones of its own. @default 2 */
  readonly maxRetries?: number;
}

/**
 * Claude behind the {@link ChatModel} port, streamed. The static system prompt and the tools are one cached prefix.
 * Source: https://docs.claude.com/en/api/messages-streaming and …/build-with-claude/prompt-caching
 */
export class ClaudeChatModel implements ChatModel {
  readonly #options: ClaudeOptions;
  #client: Promise<Anthropic> | undefined;

  constructor(options: ClaudeOptions) {
    this.#options = options;
  }

  async complete(request: ChatRequest, listener: ChatListener = {}): Promise<ChatTurn> {
    try {
      const client = await this.#connected();
      const told: Promise<void>[] = [];
      const tell = (heard: void | Promise<void>): void => {
        told.push(Promise.resolve(heard));
      };
      const stream = client.messages.stream(this.#params(request));
      // A turn may be long, but not silent: the vendor sends pings while it thinks.
      const silence = silenceWatch(this.#silenceTimeoutMs, () => stream.abort());
      stream.on("connect", () => silence.reset());
      stream.on("streamEvent", (event) => {
        silence.reset();
        if (event.type !== "content_block_start" || event.content_block.type !== "tool_use") return;
        const { id, name } = event.content_block;
        if (listener.onToolUse) tell(listener.onToolUse({ toolUseId: id, toolName: name }));
      });
      stream.on("text", (text) => {
        if (listener.onText) tell(listener.onText(text));
      });
      stream.on("end", () => silence.stop());
      const message = await stream.finalMessage().finally(() => Promise.all(told));
      return fromMessage(message);
    } catch (error) {
      throw toAppError(error);
    }
  }

  get #silenceTimeoutMs(): number {
    return this.#options.silenceTimeoutMs ?? 60_000;
  }

  #params(request: ChatRequest): Anthropic.MessageStreamParams {
    const tools = request.tools.map(
      (tool, index): Anthropic.Tool => ({
        name: tool.name,
        description: tool.description,
        ...(tool.isStrict
          ? { strict: true, input_schema: { ...transformJSONSchema(tool.inputSchema), type: "object" } }
          : { input_schema: { ...tool.inputSchema, type: "object" } }),
        // One mark on the last tool caches all of them.
        ...(index === request.tools.length - 1 && { cache_control: { type: "ephemeral" } }),
      }),
    );
    return {
      model: this.#options.model,
      max_tokens: request.maxOutputTokens,
      system: [
        { type: "text", text: request.staticSystem, cache_control: { type: "ephemeral" } },
        { type: "text", text: request.runSystem },
      ],
      messages: toMessageParams(request.messages),
      ...(tools.length > 0 && { tools }),
    };
  }

  #connected(): Promise<Anthropic> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #connect(): Promise<Anthropic> {
    const { apiKey, baseUrl, maxRetries = 2 } = this.#options;
    return new Anthropic({
      apiKey: await apiKey(),
      authToken: null,
      baseURL: baseUrl,
      timeout: this.#silenceTimeoutMs,
      maxRetries,
      logLevel: "off",
    });
  }
}

/** Calls `onSilence` once nothing was heard for `timeoutMs`, from the response's head on; until then the SDK's timeout watches. */
function silenceWatch(timeoutMs: number, onSilence: () => void): { reset(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    reset() {
      clearTimeout(timer);
      timer = setTimeout(onSilence, timeoutMs);
    },
    stop: () => clearTimeout(timer),
  };
}
