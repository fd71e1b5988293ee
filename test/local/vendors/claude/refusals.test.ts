import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, MODEL, startEmulator, TOOLS } from "./emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const HEADERS = {
  "x-api-key": "test-key-for-the-emulator",
  "anthropic-version": "2026-10-21",
  "content-type": "application/json",
};

async function post(body: unknown, headers: Record<string, string> = HEADERS, path = "/v1/messages") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(emulator.url + path, { method: "POST", headers, body: text });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

const good = { model: MODEL, max_tokens: 100, messages: [{ role: "user", content: "hello" }] };
const use = {
  role: "assistant",
  content: [{ type: "tool_use", id: "toolu_1", name: "add_item", input: {} }],
};
const result = (id: string) => ({
  role: "user",
  content: [{ type: "tool_result", tool_use_id: id, content: "ok" }],
});

describe("malformed bodies are 400 and name what is wrong", () => {
  const cases: [string, unknown, RegExp][] = [
    ["not JSON", "{", /not valid JSON/],
    ["no max_tokens", { ...good, max_tokens: undefined }, /max_tokens: Field required/],
    ["no content", { ...good, messages: [{ role: "user" }] }, /messages\.0\.content: Field required/],
    ["an unknown field", { ...good, maxTokens: 5 }, /maxTokens: Extra inputs are not permitted/],
    [
      "an unknown block",
      { ...good, messages: [{ role: "user", content: [{ type: "smell" }] }] },
      /messages\.0\.content\.0\.type: Input tag 'smell'/,
    ],
    [
      "a sampling parameter, gone since 2026-10-21",
      { ...good, temperature: 0.5 },
      /temperature: Extra inputs/,
    ],
    ["no messages", { ...good, messages: [] }, /at least one message is required/],
    [
      "the assistant first",
      { ...good, messages: [{ role: "assistant", content: "hi" }] },
      /first message must use the "user" role/,
    ],
    ["a prefill", { ...good, messages: [...good.messages, { role: "assistant", content: "I" }] }, /prefill/],
    [
      "empty content",
      { ...good, messages: [{ role: "user", content: "" }] },
      /messages\.0: all messages must have non-empty content/,
    ],
    ["too many tokens", { ...good, max_tokens: 1_000_000 }, /max_tokens: 1000000 > 128000/],
    [
      "a tool without schema",
      { ...good, tools: [{ name: "x" }] },
      /tools\.0\.custom\.input_schema: Field required/,
    ],
    [
      "a bad tool name",
      { ...good, tools: [{ name: "a b", input_schema: { type: "object" } }] },
      /tools\.0\.name: String should match pattern/,
    ],
    ["tools of one name", { ...good, tools: [TOOLS[0], TOOLS[0]] }, /Tool names must be unique/],
    [
      "a choice of nothing",
      { ...good, tool_choice: { type: "any" } },
      /only be specified while providing tools/,
    ],
    [
      "a choice of an unknown tool",
      { ...good, tools: TOOLS, tool_choice: { type: "tool", name: "fly" } },
      /Tool 'fly' not found/,
    ],
    [
      "an unanswered tool_use",
      { ...good, messages: [...good.messages, use, { role: "user", content: "and?" }] },
      /messages\.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1/,
    ],
    [
      "a result of nothing",
      { ...good, messages: [...good.messages, use, result("toolu_2")] },
      /messages\.2\.content\.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_2/,
    ],
    [
      "a result two turns late",
      {
        ...good,
        messages: [
          ...good.messages,
          use,
          result("toolu_1"),
          { role: "assistant", content: "ok" },
          result("toolu_1"),
        ],
      },
      /unexpected `tool_use_id`/,
    ],
    [
      "five cache marks",
      {
        ...good,
        system: Array.from({ length: 5 }, () => ({
          type: "text",
          text: "x",
          cache_control: { type: "ephemeral" },
        })),
      },
      /A maximum of 4 blocks/,
    ],
    [
      "thinking with a forced tool",
      {
        ...good,
        max_tokens: 2000,
        tools: TOOLS,
        tool_choice: { type: "any" },
        thinking: { type: "enabled", budget_tokens: 1024 },
      },
      /Thinking may not be enabled/,
    ],
    [
      "a server tool",
      { ...good, tools: [{ type: "web_search_20250305", name: "web_search" }] },
      /runs no server tools/,
    ],
  ];
  it.each(cases)("%s", async (_, body, message) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ type: "error", error: { type: "invalid_request_error" } });
    expect(answer.body.error.message).toMatch(message);
    expect(answer.body.request_id).toBe(answer.headers.get("request-id"));
  });

  it("still takes a temperature in the older version", async () => {
    const older = { ...HEADERS, "anthropic-version": "2023-06-01" };
    expect((await post({ ...good, temperature: 0.5 }, older)).status).toBe(200);
  });

  it("accepts a result that answers the turn before", async () => {
    expect((await post({ ...good, messages: [...good.messages, use, result("toolu_1")] })).status).toBe(200);
  });
});

describe("other refusals", () => {
  it("wants a key and a version", async () => {
    const { "x-api-key": _, ...keyless } = HEADERS;
    expect((await post(good, keyless)).body.error).toMatchObject({ type: "authentication_error" });
    expect((await post(good, { ...HEADERS, "x-api-key": "unset" })).status).toBe(401);
    const { "anthropic-version": __, ...timeless } = HEADERS;
    expect((await post(good, timeless)).body.error.message).toContain("anthropic-version");
  });

  it("does not know every model, path or method", async () => {
    const unknown = await post({ ...good, model: "claude-sonet-5" });
    expect(unknown).toMatchObject({
      status: 404,
      body: { error: { type: "not_found_error", message: "model: claude-sonet-5" } },
    });
    expect((await post(good, HEADERS, "/v1/complete")).status).toBe(404);
    const get = await fetch(`${emulator.url}/v1/messages`, { headers: HEADERS });
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("refuses more than 32 MB with 413", async () => {
    const answer = await post({
      ...good,
      messages: [{ role: "user", content: "a".repeat(33 * 1024 * 1024) }],
    });
    expect(answer).toMatchObject({ status: 413, body: { error: { type: "request_too_large" } } });
  });
});

describe("faults of vendor:claude", () => {
  const target = "vendor:claude";
  const call = () =>
    emulator.client.messages.create({
      model: MODEL,
      max_tokens: 100,
      messages: [{ role: "user", content: "hello" }],
    });

  it("fails with the status it is told, once", async () => {
    emulator.faults.add({ target, kind: "fail" });
    await expect(call()).rejects.toMatchObject({ status: 500, type: "api_error" });
    emulator.faults.add({ target, kind: "fail", status: 429 });
    const limited = await call().catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(Anthropic.RateLimitError);
    expect(limited).toMatchObject({ type: "rate_limit_error" });
    expect(limited instanceof Anthropic.APIError && limited.headers?.get("retry-after")).toBe("1");
    expect((await call()).stop_reason).toBe("end_turn");
  });

  it("is overloaded, before the stream or within it", async () => {
    emulator.faults.add({ target, kind: "overload" });
    await expect(call()).rejects.toMatchObject({ status: 529, type: "overloaded_error" });
    emulator.faults.add({ target, kind: "overload", error: "mid-stream" });
    const seen: string[] = [];
    const broken = async () => {
      const stream = await emulator.client.messages.create({
        model: MODEL,
        max_tokens: 900,
        stream: true,
        messages: [{ role: "user", content: "Explain how a rainbow forms" }],
      });
      for await (const event of stream) seen.push(event.type);
    };
    await expect(broken()).rejects.toMatchObject({ type: "overloaded_error" });
    expect(seen[0]).toBe("message_start");
    expect(seen).not.toContain("message_stop");
  });

  it("is retried by the SDK as the real one is", async () => {
    emulator.faults.add({ target, kind: "overload", times: 1 });
    const patient = emulator.client.withOptions({ maxRetries: 1 });
    expect(
      (
        await patient.messages.create({
          model: MODEL,
          max_tokens: 100,
          messages: [{ role: "user", content: "hello" }],
        })
      ).stop_reason,
    ).toBe("end_turn");
  });

  it("stalls until the caller gives up", async () => {
    emulator.faults.add({ target, kind: "stall" });
    const impatient = emulator.client.withOptions({ timeout: 200 });
    await expect(
      impatient.messages.create({
        model: MODEL,
        max_tokens: 100,
        messages: [{ role: "user", content: "hello" }],
      }),
    ).rejects.toBeInstanceOf(Anthropic.APIConnectionTimeoutError);
  });

  it("goes silent in the middle of a stream", async () => {
    emulator.faults.add({ target, kind: "stall", error: "mid-stream" });
    const stream = emulator.client.messages.stream({
      model: MODEL,
      max_tokens: 900,
      messages: [{ role: "user", content: "Explain how a rainbow forms" }],
    });
    const texts: string[] = [];
    stream.on("text", (text) => {
      texts.push(text);
      if (texts.length === 3) stream.abort();
    });
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
  });

  it("delays by emulated time, so that moving the clock ends the delay", async () => {
    emulator.faults.add({ target, kind: "delay", delayMs: 3_600_000 });
    const pending = call();
    const moved = setInterval(() => emulator.clock.advance(3_600_000), 20);
    expect((await pending).stop_reason).toBe("end_turn");
    clearInterval(moved);
  });

  it("drops the connection", async () => {
    emulator.faults.add({ target, kind: "kill" });
    await expect(call()).rejects.toBeInstanceOf(Anthropic.APIConnectionError);
  });

  it("answers garbage: an input that breaks the schema, or prose", async () => {
    const ask = {
      model: MODEL,
      max_tokens: 500,
      tools: TOOLS,
      messages: [{ role: "user" as const, content: "Explain how a rainbow forms" }],
    };
    emulator.faults.add({ target, kind: "garbage" });
    const nonsense = await emulator.client.messages.create(ask);
    expect(nonsense.content[0]).toMatchObject({
      type: "tool_use",
      name: "plan_long_video",
      input: { title: 42, scenes: "many" },
    });
    emulator.faults.add({ target, kind: "garbage", error: "prose" });
    const prose = await emulator.client.messages.create(ask);
    expect(prose.content.map((block) => block.type)).toEqual(["text"]);
  });

  it("only meets requests that contain the given text", async () => {
    emulator.faults.add({ target, kind: "fail", matching: "volcano" });
    expect((await call()).stop_reason).toBe("end_turn");
    await expect(
      emulator.client.messages.create({
        model: MODEL,
        max_tokens: 100,
        messages: [{ role: "user", content: "a volcano" }],
      }),
    ).rejects.toMatchObject({ status: 500 });
  });

  it("says so when a fault has no meaning here", async () => {
    emulator.faults.add({ target, kind: "duplicate" });
    await expect(call()).rejects.toThrow(/no meaning/);
  });
});
