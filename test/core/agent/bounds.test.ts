import { describe, expect, it } from "vitest";
import {
  boundOf,
  MAX_RUN_CALLS,
  MAX_RUN_OUTPUT_TOKENS,
  MAX_RUN_TOOL_CREDITS,
  MAX_TURNS,
} from "../../../core/agent/run-bounds.ts";
import { newCall } from "../../../core/agent/tool-calls.ts";
import { creditsForVideo, MODEL_ESTIMATE_CREDITS } from "../../../core/catalog/rates.ts";
import { emptyComposition } from "../../../core/contract/composition.ts";
import type { ChatModel, TokenUsage } from "../../../core/ports/chat-model.ts";
import { agentWorld, doneOf, PROJECT_ID } from "./agent-world.ts";
import { drive } from "./drive.ts";
import type { Line, Script } from "./scripted-model.ts";

const text = (words: string): Line => ({ tool: "add_item", input: { type: "text", text: words } });
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** A model that adds a text each turn and says that it is going to. */
const neverStops: Script = (_, turn) => [`Now text ${turn}.`, text(`${turn}`)];

async function run(script: Script, usage?: Partial<TokenUsage>, locale = "en") {
  const world = await agentWorld(script);
  const { model } = world;
  const costly: ChatModel = {
    async complete(request, listener) {
      const turn = await model.complete(request, listener);
      return { ...turn, usage: { ...turn.usage, ...usage } };
    },
  };
  const deps = { ...world.deps, ...(usage && { model: costly }) };
  const { runId } = await world.admit({ message: "Go", composition: emptyComposition(), locale });
  await drive({ ...world, deps }, runId);
  const events = await world.eventsOf(runId);
  const { available, held } = await world.balance();
  const texts = Object.values((await world.composition()).items).length;
  return { world, events, texts, held, spent: world.startCredits - available, turns: model.requests.length };
}

describe("a model that never stops", () => {
  it(`gets ${MAX_TURNS} turns: what it did is saved and paid, and the user is told that it was stopped`, async () => {
    const { events, texts, turns, held, spent, world } = await run(neverStops);
    expect(turns).toBe(MAX_TURNS);
    expect(texts).toBe(MAX_TURNS);
    const { success, data } = doneOf(events);
    expect(success).toBe(true);
    expect(data).toMatchObject({
      messageKey: "Agent.shortEdit.done.stopped",
      messageParams: { changes: MAX_TURNS },
      creditsUsed: spent,
    });
    expect(data.message).toContain("I stopped before I was done");
    expect(held).toBe(0);
    expect(spent).toBeGreaterThan(0);
    const { entries } = await world.deps.projects.listChat(PROJECT_ID, 10);
    expect(entries.at(-1)?.content).toBe(data.message);
  });

  it("is told of in the user's language", async () => {
    const { events } = await run(neverStops, undefined, "ko");
    expect(doneOf(events).data.message).toContain("멈췄습니다");
  });

  it("may say only so much in a run, whatever was held for it", () => {
    const usage = {
      inputTokens: 0,
      outputTokens: MAX_RUN_OUTPUT_TOKENS / 2,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    };
    const turns = [1, 2].map((turn) => ({ turn, content: [], stopReason: "tool_use" as const, usage }));
    const rich = { modelEstimateCredits: 1000 };
    expect(boundOf(rich, { turns: turns.slice(1), tools: [] })).toBeUndefined();
    expect(boundOf(rich, { turns, tools: [] })).toBe("tokens");
  });

  it("ends when what was held for it is used up, and never costs more", async () => {
    // 60,000 tokens are 36 credits: the second turn is over what is held.
    const { events, texts, turns, held, spent } = await run(neverStops, {
      inputTokens: 60_000,
      outputTokens: 0,
    });
    expect(turns).toBe(2);
    expect(texts).toBe(2);
    expect(doneOf(events).data.messageKey).toBe("Agent.shortEdit.done.stopped");
    expect({ held, spent }).toEqual({ held: 0, spent: MODEL_ESTIMATE_CREDITS });
  });

  it("ends after three turns of nonsense, and what made sense before is kept", async () => {
    const { events, texts, turns, held } = await run((_, turn) =>
      turn === 1 ? [text("kept")] : [{ tool: "fly", input: {} }],
    );
    expect(turns).toBe(4);
    expect(texts).toBe(1);
    expect(doneOf(events).data.messageKey).toBe("Agent.shortEdit.done.stopped");
    expect(held).toBe(0);
  });

  it("makes no more calls than a run may make, and hears of it", async () => {
    const world = await agentWorld((_, turn) =>
      turn > 1 ? ["That is all."] : [text("last"), text("too many")],
    );
    const { runId } = await world.admit({ message: "Go", composition: emptyComposition() });
    for (let call = 1; call < MAX_RUN_CALLS; call++) {
      const tool = {
        ...newCall({ turn: 0, toolUseId: `earlier_${call}`, toolName: "add_item", input: {} }),
        order: call,
      };
      await world.deps.runs.putTool(runId, { ...tool, state: "done", success: true }, "absent");
    }
    await drive(world, runId);
    const texts = Object.values((await world.composition()).items);
    expect(texts).toMatchObject([{ text: "last" }]);
    expect(JSON.stringify(world.model.requests.at(-1)?.messages)).toContain("at most 300 calls");
    expect(doneOf(await world.eventsOf(runId)).data.message).toBe("That is all.");
  });

  it("spends no more on pictures and clips than a run may spend, however much there is", async () => {
    const clip = { tool: "generate_video", input: { prompt: "waves", durationSeconds: 10 } };
    const price = creditsForVideo(10);
    const { events, held, spent, world } = await run((_, turn) => (turn > 4 ? ["Done."] : [clip, clip]));
    const { toolResults, creditsUsed } = doneOf(events).data;
    const made = toolResults.filter((result) => isRecord(result) && result.success === true).length;
    expect(made).toBe(Math.floor(MAX_RUN_TOOL_CREDITS / price));
    expect(world.makers.started).toHaveLength(made);
    expect(held).toBe(0);
    expect(spent).toBe(creditsUsed);
    expect(spent - made * price).toBeLessThanOrEqual(MODEL_ESTIMATE_CREDITS);
  });

  it("that has finished in its last turn was not stopped", async () => {
    const { events } = await run((_, turn) => (turn === MAX_TURNS ? ["All is done."] : [text(`${turn}`)]));
    expect(doneOf(events).data).toMatchObject({
      message: "All is done.",
      messageKey: "Agent.shortEdit.done.applied",
    });
  });
});
