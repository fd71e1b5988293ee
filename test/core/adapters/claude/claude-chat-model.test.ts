import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { ClaudeChatModel } from "../../../../core/adapters/claude/claude-chat-model.ts";
import { ProviderError, TransientError } from "../../../../core/contract/errors.ts";
import type { ChatRequest } from "../../../../core/ports/chat-model.ts";
import { brokenOff, errorBody, overloadedMidway, sse, textTurn, toolTurn } from "./recorded-turns.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** At the end of a body: the server says nothing more, and does not hang up. */
const STALLS = "…";

/** A model that talks to a server which answers as recorded, one answer after the other. */
async function recorded(...answers: Answer[]) {
  const received: { headers: IncomingHttpHeaders; body: Record<string, unknown> }[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    received.push({ headers: request.headers, body: JSON.parse(await text(request)) });
    const { status, body } = answers[Math.min(received.length, answers.length) - 1] ?? {
      status: 500,
      body: "",
    };
    response.writeHead(status, {
      "content-type": status === 200 ? "text/event-stream" : "application/json",
      "retry-after-ms": "1",
    });
    if (body.endsWith(STALLS)) response.write(body.slice(0, -STALLS.length));
    else response.end(body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(new Error(String(error))));
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const model = new ClaudeChatModel({
    apiKey: async () => "sk-test",
    baseUrl: `http://127.0.0.1:${address.port}`,
    model: "claude-sonnet-5-5",
    maxRetries: 1,
    silenceTimeoutMs: 300,
  });
  return { model, received, hangUp: () => server.closeAllConnections() };
}

const stream = (frames: Parameters<typeof sse>[0]): Answer => ({ status: 200, body: sse(frames) });

const request: ChatRequest = {
  staticSystem: "the same for all",
  runSystem: "<locale>ko</locale>",
  tools: [
    {
      name: "remove_item",
      description: "Removes.",
      inputSchema: {
        type: "object",
        properties: { itemId: { type: "string", minLength: 1 } },
        required: ["itemId"],
        additionalProperties: false,
      },
      isStrict: true,
    },
    {
      name: "add_item",
      description: "Adds.",
      inputSchema: { type: "object", properties: { text: { type: "string", minLength: 1 } } },
      isStrict: false,
    },
  ],
  messages: [
    { role: "user", content: [{ type: "text", text: "Add a title" }] },
    {
      role: "assistant",
      content: [{ type: "tool_use", toolUseId: "toolu_00", toolName: "add_item", input: "nonsense" }],
    },
    {
      role: "user",
      content: [{ type: "tool_result", toolUseId: "toolu_00", content: "bad input", isError: true }],
    },
  ],
  maxOutputTokens: 1000,
};

describe("ClaudeChatModel", () => {
  it("reads a streamed turn: text, calls, and what it used", async () => {
    const { model } = await recorded(stream(toolTurn));
    expect(await model.complete(request)).toEqual({
      content: [
        { type: "text", text: "I add a title." },
        {
          type: "tool_use",
          toolUseId: "toolu_01",
          toolName: "add_item",
          input: { type: "text", text: "썸머 Sale" },
        },
      ],
      stopReason: "tool_use",
      usage: { inputTokens: 472, outputTokens: 89, cacheReadTokens: 3600, cacheWriteTokens: 1800 },
    });
  });

  it("tells of a call as soon as it begins, and has told when the turn is over", async () => {
    const { model } = await recorded(stream(toolTurn));
    const heard: string[] = [];
    await model.complete(request, {
      async onToolUse({ toolUseId, toolName }) {
        await new Promise((resolve) => setImmediate(resolve));
        heard.push(`${toolName} ${toolUseId}`);
      },
      onText(piece) {
        heard.push(piece);
      },
    });
    expect(heard).toEqual(["I add ", "a title.", "add_item toolu_01"]);
  });

  it("fails the turn when its listener cannot keep up", async () => {
    const { model } = await recorded(stream(toolTurn));
    const broken = { onToolUse: () => Promise.reject(new TransientError("the log is busy")) };
    await expect(model.complete(request, broken)).rejects.toThrow("the log is busy");
  });

  it("marks the static prefix and the tools for the cache, and sends the key", async () => {
    const { model, received } = await recorded(stream(textTurn));
    await model.complete(request);
    const [{ headers, body } = { headers: {}, body: {} }] = received;
    expect(headers.authorization).toBe("Bearer sk-test");
    expect(body).toMatchObject({
      model: "claude-sonnet-5-5",
      stream: true,
      max_tokens: 1000,
      system: [
        { type: "text", text: "the same for all", cache_control: { type: "ephemeral" } },
        { type: "text", text: "<locale>ko</locale>" },
      ],
      tools: [{ name: "remove_item" }, { name: "add_item", cache_control: { type: "ephemeral" } }],
      messages: [
        { role: "user" },
        { role: "assistant", content: [{ type: "tool_use", id: "toolu_00", input: { value: "nonsense" } }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_00", is_error: true }] },
      ],
    });
    expect(JSON.stringify(body).match(/cache_control/g)).toHaveLength(2);
  });

  it("holds the model to strict schemas in the words that the vendor knows, and leaves the others as they are", async () => {
    const { model, received } = await recorded(stream(textTurn));
    await model.complete(request);
    expect(received[0]?.body.tools).toMatchObject([
      {
        strict: true,
        input_schema: {
          type: "object",
          additionalProperties: false,
          required: ["itemId"],
          // A length is no part of a grammar: the model reads of it instead.
          properties: { itemId: { type: "string", description: "{minLength: 1}" } },
        },
      },
      { input_schema: { properties: { text: { type: "string", minLength: 1 } } } },
    ]);
    expect(JSON.stringify(received[0]?.body).match(/"strict"/g)).toHaveLength(1);
  });

  it.each([
    [429, "rate_limit_error"],
    [500, "api_error"],
    [529, "overloaded_error"],
  ])("calls %i something that passes, after trying once more itself", async (status, type) => {
    const { model, received } = await recorded({ status, body: errorBody(type) });
    await expect(model.complete(request)).rejects.toThrow(TransientError);
    expect(received).toHaveLength(2);
  });

  it("goes on after an overload that passed", async () => {
    const { model } = await recorded({ status: 529, body: errorBody("overloaded_error") }, stream(textTurn));
    expect(await model.complete(request)).toMatchObject({ stopReason: "end_turn" });
  });

  it("calls an overload in the middle of a stream something that passes", async () => {
    const { model } = await recorded(stream(overloadedMidway));
    await expect(model.complete(request)).rejects.toThrow(TransientError);
  });

  it("calls a stream that breaks off something that passes", async () => {
    const { model } = await recorded(stream(brokenOff));
    await expect(model.complete(request)).rejects.toThrow(TransientError);
  });

  it.each([
    ["before its first frame", STALLS],
    ["in the middle of a turn", sse(brokenOff) + STALLS],
  ])("gives up on a vendor that goes silent %s", async (_, body) => {
    const { model } = await recorded({ status: 200, body });
    await expect(model.complete(request)).rejects.toThrow(TransientError);
  });

  it.each([
    [400, "invalid_request_error"],
    [401, "authentication_error"],
    [413, "request_too_large"],
  ])("does not repeat what is refused with %i, and says nothing of its inside", async (status, type) => {
    const { model, received } = await recorded({ status, body: errorBody(type) });
    const error: unknown = await model.complete(request).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProviderError);
    expect(String(error)).not.toMatch(/sk-test|req_01/);
    expect(received).toHaveLength(1);
  });

  it.each([
    ["a web page", "<html>maintenance</html>"],
    ["frames that are not JSON", "event: message_start\ndata: {oops\n\n"],
    ["frames in no order", sse([{ type: "content_block_stop", index: 3 }])],
  ])("takes %s for what a vendor may not answer", async (_, body) => {
    const { model } = await recorded({ status: 200, body });
    const error: unknown = await model.complete(request).catch((thrown: unknown) => thrown);
    expect(error instanceof ProviderError || error instanceof TransientError).toBe(true);
  });

  it("calls a line that is cut in the middle of a turn something that passes", async () => {
    const { model, hangUp } = await recorded({ status: 200, body: sse(brokenOff) + STALLS });
    const heard = Promise.withResolvers<void>();
    const turn = model.complete(request, { onText: () => heard.resolve() });
    await heard.promise;
    hangUp();
    await expect(turn).rejects.toThrow(TransientError);
  });

  it("says that nobody is there", async () => {
    const model = new ClaudeChatModel({
      apiKey: async () => "k",
      baseUrl: "http://127.0.0.1:9",
      model: "m",
      maxRetries: 0,
    });
    await expect(model.complete(request)).rejects.toThrow(TransientError);
  });

  it("reads the key again after it could not be read", async () => {
    const { received } = await recorded(stream(textTurn));
    let reads = 0;
    const model = new ClaudeChatModel({
      apiKey: async () => {
        reads++;
        throw new ProviderError("The secret is not set.");
      },
      baseUrl: "http://127.0.0.1:9",
      model: "m",
    });
    await expect(model.complete(request)).rejects.toThrow("The secret is not set.");
    await expect(model.complete(request)).rejects.toThrow("The secret is not set.");
    expect(reads).toBe(2);
    expect(received).toHaveLength(0);
  });
});
