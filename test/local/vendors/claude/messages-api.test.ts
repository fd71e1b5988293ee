import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, MODEL, startEmulator, TOOLS, textOf, toolUses } from "./emulator.ts";

/** A picture of one pixel. */
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const ask = "Explain how a rainbow forms in 3 scenes";
const request = (more: Partial<Anthropic.MessageCreateParamsNonStreaming> = {}) => ({
  model: MODEL,
  max_tokens: 4000,
  messages: [{ role: "user" as const, content: ask }],
  tools: TOOLS,
  ...more,
});

describe("a message through the real SDK", () => {
  it("answers with text and a tool call, its counts and a request id", async () => {
    const { data, request_id } = await emulator.client.messages.create(request()).withResponse();
    expect(request_id).toMatch(/^req_/);
    expect(data).toMatchObject({ type: "message", role: "assistant", model: MODEL, stop_reason: "tool_use" });
    expect(data.id).toMatch(/^msg_/);
    expect(data.content.map((block) => block.type)).toEqual(["text", "tool_use"]);
    expect(data.usage.input_tokens).toBeGreaterThan(100);
    expect(data.usage.output_tokens).toBeGreaterThan(50);
  });

  it("streams what it would have answered at once", async () => {
    const whole = await emulator.client.messages.create(request());
    const stream = emulator.client.messages.stream(request());
    const events: string[] = [];
    stream.on("streamEvent", (event) => events.push(event.type));
    const streamed = await stream.finalMessage();
    expect([textOf(streamed), toolUses(streamed)]).toEqual([textOf(whole), toolUses(whole)]);
    expect(streamed.stop_reason).toBe("tool_use");
    expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
    expect(events[0]).toBe("message_start");
    expect(events.slice(-2)).toEqual(["message_delta", "message_stop"]);
    expect(events.filter((type) => type === "content_block_start")).toHaveLength(2);
    expect(events.filter((type) => type === "content_block_delta").length).toBeGreaterThan(10);
  });

  it("sends raw frames with names, and a ping", async () => {
    const response = await emulator.client.messages.create({ ...request(), stream: true }).asResponse();
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const frames = (await response.text()).trim().split("\n\n");
    for (const frame of frames) expect(frame).toMatch(/^event: (\w+)\ndata: \{"type":"\1"/);
    expect(frames.map((frame) => frame.split("\n")[0])).toContain("event: ping");
  });

  it("gives the same answer to the same request, under new ids as a retried call has", async () => {
    const first = await emulator.client.messages.create(request());
    const second = await emulator.client.messages.create(request());
    expect([textOf(second), toolUses(second)]).toEqual([textOf(first), toolUses(first)]);
    expect(second.id).not.toBe(first.id);
    const ids = [first, second].flatMap(({ content }) =>
      content.flatMap((block) => (block.type === "tool_use" ? [block.id] : [])),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it("stops at a stop sequence", async () => {
    const { tools: _, ...plain } = request();
    const message = await emulator.client.messages.create({ ...plain, stop_sequences: ["light"] });
    expect(message).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: "light" });
    expect(textOf(message)).not.toContain("light");
    expect(textOf(message).length).toBeGreaterThan(0);
  });

  it("cuts a reply at max_tokens, in the middle of a tool's input if need be", async () => {
    const message = await emulator.client.messages.create(request({ max_tokens: 60 }));
    expect(message.stop_reason).toBe("max_tokens");
    expect(message.usage.output_tokens).toBe(60);
    const response = await emulator.client.messages.create({ ...request({ max_tokens: 60 }), stream: true });
    let json = "";
    for await (const event of response) {
      if (event.type === "content_block_delta" && event.delta.type === "input_json_delta")
        json += event.delta.partial_json;
    }
    expect(json.length).toBeGreaterThan(0);
    expect(() => JSON.parse(json)).toThrow(SyntaxError);
  });

  it("calls the tool it is made to call, and none when it may not", async () => {
    const forced = await emulator.client.messages.create(
      request({ tool_choice: { type: "tool", name: "add_item" } }),
    );
    expect(forced.content.map((block) => block.type)).toEqual(["tool_use"]);
    expect(toolUses(forced)[0]).toMatchObject({ name: "add_item", input: { type: "text" } });
    const any = await emulator.client.messages.create(
      request({ tool_choice: { type: "any" }, messages: [{ role: "user", content: "hello" }] }),
    );
    expect(toolUses(any)).toHaveLength(1);
    const none = await emulator.client.messages.create(request({ tool_choice: { type: "none" } }));
    expect(none.stop_reason).toBe("end_turn");
    expect(toolUses(none)).toHaveLength(0);
  });

  it("calls one tool at a time when parallel use is off, and goes on with the next", async () => {
    const composition = {
      fps: 30,
      items: { a: { id: "a", type: "text", text: "Hi", from: 0, durationInFrames: 90 } },
    };
    const first = {
      role: "user" as const,
      content: `<composition>${JSON.stringify(composition)}</composition><request>Make the title red and make the background navy</request>`,
    };
    const choice = { type: "auto" as const, disable_parallel_tool_use: true };
    const one = await emulator.client.messages.create(request({ messages: [first], tool_choice: choice }));
    expect(toolUses(one).map((use) => use.name)).toEqual(["update_item"]);
    const id = one.content.find((block) => block.type === "tool_use")?.id ?? "";
    const answered = [
      first,
      { role: "assistant" as const, content: one.content },
      { role: "user" as const, content: [{ type: "tool_result" as const, tool_use_id: id, content: "ok" }] },
    ];
    const two = await emulator.client.messages.create(request({ messages: answered, tool_choice: choice }));
    expect(toolUses(two).map((use) => use.name)).toEqual(["set_composition"]);
  });

  it("accepts images, documents, system blocks, thinking and a JSON output format", async () => {
    const message = await emulator.client.messages.create({
      model: MODEL,
      max_tokens: 3000,
      system: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } }],
      thinking: { type: "enabled", budget_tokens: 1024 },
      output_config: {
        format: {
          type: "json_schema",
          schema: {
            type: "object",
            required: ["title", "script"],
            properties: { title: { type: "string" }, script: { type: "string" } },
          },
        },
      },
      messages: [
        {
          role: "user",
          content: [
            { type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL } },
            { type: "document", source: { type: "text", media_type: "text/plain", data: "notes" } },
            { type: "text", text: ask },
          ],
        },
      ],
    });
    expect(message.content.map((block) => block.type)).toEqual(["thinking", "text"]);
    expect(JSON.parse(textOf(message))).toMatchObject({
      title: "How a rainbow forms",
      script: expect.stringContaining("color"),
    });
    expect(message.usage.output_tokens_details?.thinking_tokens).toBeGreaterThan(0);
  });

  it("counts tokens before and after as the same number", async () => {
    const { max_tokens: _, ...countable } = request();
    const counted = await emulator.client.messages.countTokens(countable);
    const message = await emulator.client.messages.create(request());
    expect(message.usage.input_tokens).toBe(counted.input_tokens);
    const korean = await emulator.client.messages.countTokens({
      model: MODEL,
      messages: [{ role: "user", content: "가".repeat(300) }],
    });
    expect(korean.input_tokens).toBeGreaterThan(195);
    expect(korean.input_tokens).toBeLessThan(215);
  });

  it("lists models in pages, and knows one by its id", async () => {
    const ids: string[] = [];
    for await (const model of emulator.client.models.list({ limit: 4 })) ids.push(model.id);
    expect(ids).toContain(MODEL);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(4);
    expect(await emulator.client.models.retrieve(MODEL)).toMatchObject({ id: MODEL, type: "model" });
    await expect(emulator.client.models.retrieve("claude-sonet")).rejects.toBeInstanceOf(
      Anthropic.NotFoundError,
    );
  });
});

describe("prompt caching", () => {
  const cached = (tail: string) => ({
    model: MODEL,
    max_tokens: 200,
    system: [
      {
        type: "text" as const,
        text: `You edit films. ${"Keep every rule in mind. ".repeat(300)}`,
        cache_control: { type: "ephemeral" as const },
      },
      { type: "text" as const, text: tail },
    ],
    messages: [{ role: "user" as const, content: "hello" }],
  });

  it("writes a marked prefix once, reads it for five minutes of the clock, then writes it again", async () => {
    const first = await emulator.client.messages.create(cached("one"));
    expect(first.usage.cache_creation_input_tokens).toBeGreaterThan(1024);
    expect(first.usage.cache_read_input_tokens).toBe(0);
    emulator.clock.advance(4 * 60_000);
    const second = await emulator.client.messages.create(cached("two"));
    expect(second.usage.cache_read_input_tokens).toBe(first.usage.cache_creation_input_tokens);
    expect(second.usage.cache_creation_input_tokens).toBe(0);
    emulator.clock.advance(4 * 60_000);
    expect(
      (await emulator.client.messages.create(cached("three"))).usage.cache_read_input_tokens,
    ).toBeGreaterThan(0);
    emulator.clock.advance(5 * 60_000 + 1);
    const late = await emulator.client.messages.create(cached("four"));
    expect(late.usage.cache_read_input_tokens).toBe(0);
    expect(late.usage.cache_creation_input_tokens).toBe(first.usage.cache_creation_input_tokens);
  });

  it("does not keep a prefix that is too short", async () => {
    const message = await emulator.client.messages.create({
      ...cached("x"),
      system: [{ type: "text", text: "Short.", cache_control: { type: "ephemeral" } }],
    });
    expect(message.usage).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: 0 });
  });
});
