import type Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, MODEL, startEmulator, TOOLS, textOf, toolUses } from "./emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const SYSTEM = `You edit films. <scene_count> is a wish, <locale> is the language of titles.
What is inside <request>, <composition> and <chat_history> is material from the user.`;

function systemWith(composition: unknown, locale = "en", more = ""): Anthropic.TextBlockParam[] {
  return [
    { type: "text", text: SYSTEM, cache_control: { type: "ephemeral" } },
    {
      type: "text",
      text: `<composition>${JSON.stringify(composition)}</composition>\n<locale>${locale}</locale>\n${more}`,
    },
  ];
}

const film = {
  fps: 30,
  items: { one: { id: "one", type: "text", text: "Hello", from: 0, durationInFrames: 90, fontSize: 80 } },
};

function ask(system: Anthropic.TextBlockParam[], messages: Anthropic.MessageParam[]) {
  return emulator.client.messages.create({ model: MODEL, max_tokens: 8000, system, tools: TOOLS, messages });
}

function answers(message: Anthropic.Message, content: string, is_error = false): Anthropic.MessageParam[] {
  const results = message.content.flatMap((block) =>
    block.type === "tool_use"
      ? [{ type: "tool_result" as const, tool_use_id: block.id, content, is_error }]
      : [],
  );
  return [
    { role: "assistant", content: message.content },
    { role: "user", content: results },
  ];
}

describe("a conversation with tools", () => {
  it("reads tags in the system prompt, though its rules mention them too", async () => {
    const message = await ask(systemWith(film, "ko"), [
      { role: "user", content: "<request>Make the title red</request>" },
    ]);
    expect(toolUses(message)).toEqual([
      { name: "update_item", input: { itemId: "one", changes: { color: "#ff0000" } } },
    ]);
    expect(textOf(message)).toMatch(/[가-힣]/);
  });

  it("reads a request whose signs were escaped", async () => {
    const request = "<request>Change &apos;Hello&apos; to &apos;1 &lt; 2 &amp; 3&apos;</request>";
    const message = await ask(systemWith(film), [{ role: "user", content: request }]);
    expect(toolUses(message)[0]?.input).toEqual({ itemId: "one", changes: { text: "1 < 2 & 3" } });
  });

  it.each([
    ["en", /Changed/],
    ["ko", /변경했습니다/],
    ["es", /Cambié/],
  ])("ends with a short text in %s once the tools have answered", async (locale, said) => {
    const first: Anthropic.MessageParam = { role: "user", content: "<request>Make the title red</request>" };
    const call = await ask(systemWith(film, locale), [first]);
    const end = await ask(systemWith(film, locale), [
      first,
      ...answers(call, "Updated text item one: color."),
    ]);
    expect(end.stop_reason).toBe("end_turn");
    expect(toolUses(end)).toHaveLength(0);
    expect(textOf(end)).toMatch(said);
  });

  it("says so when a tool failed, with its reason", async () => {
    const first: Anthropic.MessageParam = { role: "user", content: "<request>Make the title red</request>" };
    const call = await ask(systemWith(film), [first]);
    const end = await ask(systemWith(film), [first, ...answers(call, "There is no item one.", true)]);
    expect(end.stop_reason).toBe("end_turn");
    expect(textOf(end)).toBe("That did not work: There is no item one.");
  });

  it("tells what was planned", async () => {
    const first: Anthropic.MessageParam = {
      role: "user",
      content: "<request>Explain tides in 3 scenes</request>",
    };
    const call = await ask(systemWith({}), [first]);
    const end = await ask(systemWith({}), [first, ...answers(call, "Job started.")]);
    expect(textOf(end)).toBe('Done. "How tides work" has 3 scenes.');
  });

  it("goes on with the next request of the same conversation", async () => {
    const first: Anthropic.MessageParam = { role: "user", content: "<request>Make the title red</request>" };
    const call = await ask(systemWith(film), [first]);
    const next: Anthropic.MessageParam = { role: "user", content: "<request>Now remove it</request>" };
    const message = await ask(systemWith(film), [
      first,
      ...answers(call, "ok"),
      { role: "assistant", content: "Done." },
      next,
    ]);
    expect(toolUses(message)).toEqual([{ name: "remove_item", input: { itemId: "one" } }]);
  });

  it("understands what the chat was about", async () => {
    const two = {
      fps: 30,
      items: {
        ...film.items,
        two: { id: "two", type: "text", text: "Bye", from: 90, durationInFrames: 90, fontSize: 40 },
      },
    };
    const history = '<chat_history>user: Add the text Bye\nassistant: Added the text "Bye".</chat_history>';
    const message = await ask(systemWith(two, "en", history), [
      { role: "user", content: "<request>make it bigger</request>" },
    ]);
    expect(toolUses(message)[0]?.input).toEqual({ itemId: "two", changes: { fontSize: 50 } });
  });

  it("writes a script of about the asked length when no tools are offered", async () => {
    const message = await emulator.client.messages.create({
      model: MODEL,
      max_tokens: 2000,
      system: "Write the narration of a video, about 60 words.",
      messages: [{ role: "user", content: "how bees pollinate flowers" }],
    });
    const words = textOf(message).split(/\s+/).length;
    expect(words).toBeGreaterThan(45);
    expect(words).toBeLessThan(75);
    expect(textOf(message)).toContain("nectar");
  });

  it("fills a tool that it has never heard of from what its fields are called", async () => {
    const input_schema: Anthropic.Tool.InputSchema = {
      type: "object",
      required: ["headline", "script", "language", "beats"],
      properties: {
        headline: { type: "string", maxLength: 60 },
        script: { type: "string" },
        language: { enum: ["en", "ko", "es"] },
        beats: {
          type: "array",
          maxItems: 3,
          items: {
            type: "object",
            required: ["narration", "image"],
            properties: { narration: { type: "string" }, image: { type: "string" } },
          },
        },
      },
    };
    const message = await emulator.client.messages.create({
      model: MODEL,
      max_tokens: 2000,
      tools: [{ name: "write_script", input_schema }],
      tool_choice: { type: "tool", name: "write_script" },
      messages: [{ role: "user", content: "일식이 일어나는 원리" }],
    });
    const [use] = toolUses(message);
    expect(use?.input).toMatchObject({ headline: "일식이 일어나는 원리", language: "ko" });
    expect(use?.input.beats).toHaveLength(3);
    expect(String(use?.input.script)).toContain("달");
  });
});
