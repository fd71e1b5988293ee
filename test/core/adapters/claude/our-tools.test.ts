import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClaudeChatModel } from "../../../../core/adapters/claude/claude-chat-model.ts";
import { chatTools } from "../../../../core/agent/tools/registry.ts";
import { emptyComposition } from "../../../../core/contract/composition.ts";
import { type Emulator, MODEL, startEmulator } from "../../../local/vendors/claude/emulator.ts";

describe("our tools at the vendor", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator.close());

  const model = () =>
    new ClaudeChatModel({
      apiKey: async () => "test-key-for-the-emulator",
      baseUrl: emulator.url,
      model: MODEL,
      maxRetries: 0,
    });
  const ask = (tools: typeof chatTools) =>
    model().complete({
      staticSystem: "You edit films.",
      runSystem: `<composition>${JSON.stringify(emptyComposition())}</composition>`,
      tools,
      messages: [
        {
          role: "user",
          content: [{ type: "text", text: "<request>Add a title 'Hi' for 2 seconds</request>" }],
        },
      ],
      maxOutputTokens: 4000,
    });

  it("are within what it compiles of strict schemas, and are called", async () => {
    const { content } = await ask(chatTools);
    expect(content).toContainEqual(expect.objectContaining({ type: "tool_use", toolName: "add_item" }));
  });

  it("would not be, all of them strict", async () => {
    await expect(ask(chatTools.map((tool) => ({ ...tool, isStrict: true })))).rejects.toThrow(
      "refused the request",
    );
  });
});
