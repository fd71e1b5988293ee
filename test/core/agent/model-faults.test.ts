import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ClaudeChatModel } from "../../../core/adapters/claude/claude-chat-model.ts";
import { emptyComposition } from "../../../core/contract/composition.ts";
import type { ChatModel, ChatTurn } from "../../../core/ports/chat-model.ts";
import { type Emulator, MODEL, startEmulator } from "../../local/vendors/claude/emulator.ts";
import { agentWorld, doneOf } from "./agent-world.ts";
import { drive, once } from "./drive.ts";

/** The domain and the real SDK, against the emulated vendor that is made to fail. */
describe("a language model in trouble", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
    // The vendor's prompt cache makes the very first run dearer than any later one.
    await run();
  });
  afterEach(() => emulator.faults.clear());
  afterAll(() => emulator.close());

  async function run({ maxRetries = 0 }: { maxRetries?: number } = {}) {
    const world = await agentWorld(() => []);
    const claude = new ClaudeChatModel({
      apiKey: async () => "test-key-for-the-emulator",
      baseUrl: emulator.url,
      model: MODEL,
      maxRetries,
      silenceTimeoutMs: 4000,
    });
    const turns: ChatTurn[] = [];
    const model: ChatModel = {
      async complete(request, listener) {
        const turn = await claude.complete(request, listener);
        turns.push(turn);
        return turn;
      },
    };
    const message = "Add a centered title 'Summer Sale' for 3 seconds.";
    const { runId } = await world.admit({ message, composition: emptyComposition() });
    await drive({ ...world, deps: { ...world.deps, model } }, runId, { ...once, maxAttempts: 7 });
    const events = await world.eventsOf(runId);
    return { world, events, turns, spent: world.startCredits - (await world.balance()).available };
  }

  const VENDOR = { target: "vendor:claude" };

  it.each([
    ["is overloaded five times over", { ...VENDOR, kind: "overload", times: 5 }],
    ["fails with 500", { ...VENDOR, kind: "fail", status: 500, times: 2 }],
    ["is down with 503", { ...VENDOR, kind: "fail", status: 503 }],
    ["hangs up before it answers", { ...VENDOR, kind: "kill" }],
    ["hangs up in the middle of a turn", { ...VENDOR, kind: "kill", error: "mid-stream", times: 2 }],
    ["is overloaded in the middle of a turn", { ...VENDOR, kind: "overload", error: "mid-stream" }],
    ["goes silent in the middle of a turn", { ...VENDOR, kind: "stall", error: "mid-stream" }],
    ["breaks off its second turn", { ...VENDOR, kind: "kill", error: "mid-stream", after: 1 }],
  ] as const)(
    "that %s is asked again: every call is told from start to end, one title is added, one turn is paid",
    async (_, fault) => {
      const calm = await run();
      emulator.faults.add(fault);
      const { world, events, turns, spent } = await run();
      expect(emulator.faults.list()).toEqual([]);
      expect(doneOf(events).success).toBe(true);
      expect(Object.values((await world.composition()).items)).toMatchObject([
        { type: "text", text: "Summer Sale" },
      ]);
      // What broke off is not in the journal, and so neither in the conversation nor in the bill.
      expect(turns).toHaveLength(2);
      expect(spent).toBe(calm.spent);
      const idsOf = (name: string) =>
        events.flatMap(({ name: its, payload }) =>
          its === name && "toolUseId" in payload ? [payload.toolUseId] : [],
        );
      expect(idsOf("tool_start").toSorted()).toEqual(idsOf("tool_end").toSorted());
      expect(new Set(idsOf("tool_start")).size).toBe(idsOf("tool_start").length);
      const ended = events.flatMap((event) =>
        event.name === "tool_end" && event.payload.success ? [event] : [],
      );
      expect(ended).toHaveLength(1);
    },
  );

  it("that has had too many requests is asked again when it says so, inside the step", async () => {
    emulator.faults.add({ ...VENDOR, kind: "fail", status: 429 });
    const startedAtMs = performance.now();
    const { events, turns } = await run({ maxRetries: 1 });
    expect(doneOf(events).success).toBe(true);
    expect(turns).toHaveLength(2);
    // `retry-after: 1`
    expect(performance.now() - startedAtMs).toBeGreaterThan(900);
  });

  it("that stays away ends the run clearly, and costs nothing", async () => {
    emulator.faults.add({ ...VENDOR, kind: "overload", times: 100 });
    const { events, spent } = await run();
    expect(events).toEqual([
      { name: "error", payload: { code: "PROVIDER_UNAVAILABLE", error: expect.stringContaining("busy") } },
    ]);
    expect(spent).toBe(0);
  });
});
