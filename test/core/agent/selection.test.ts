import { describe, expect, it } from "vitest";
import { type Composition, emptyComposition } from "../../../core/contract/composition.ts";
import { png } from "../adapters/ingest/sample-media.ts";
import { agentWorld, doneOf, PROJECT_ID } from "./agent-world.ts";
import { drive } from "./drive.ts";
import type { Line } from "./scripted-model.ts";

/** A sofa and a lamp on one track, a clip and a voice on others. */
const room = (): Composition => ({
  ...emptyComposition(),
  tracks: [
    { id: "front", items: ["sofa", "lamp"] },
    { id: "back", items: ["walk"] },
    { id: "sound", items: ["voice"] },
  ],
  items: {
    sofa: { id: "sofa", type: "image", assetId: "white", from: 0, durationInFrames: 300 },
    lamp: { id: "lamp", type: "image", assetId: "white", from: 300, durationInFrames: 300 },
    walk: { id: "walk", type: "video", assetId: "steps", from: 0, durationInFrames: 600 },
    voice: { id: "voice", type: "audio", assetId: "words", from: 0, durationInFrames: 90 },
  },
  assets: {
    white: { id: "white", type: "image", remoteUrl: "https://elsewhere.example/image/sofa.png" },
    steps: { id: "steps", type: "video", remoteUrl: "https://elsewhere.example/video/walk.mp4" },
    words: { id: "words", type: "audio", remoteUrl: "https://elsewhere.example/audio/words.mp3" },
  },
});

async function edited(calls: readonly Line[], selectedItemContext: Record<string, unknown>) {
  const world = await agentWorld((_, turn) => (turn === 1 ? calls : ["Done."]));
  await world.deps.projects.writeComposition(PROJECT_ID, 1, room(), { lastEditedAtEpochMs: 0 });
  const { runId } = await world.admit({
    composition: room(),
    selectedItemContext,
    attachedFiles: [{ name: "a.png", base64: Buffer.from(png(64, 64)).toString("base64") }],
  });
  await drive(world, runId);
  const { toolResults } = doneOf(await world.eventsOf(runId)).data;
  return { world, toolResults, result: await world.composition() };
}

/** Everything but one item, with the tracks in their order; a track that has nothing else left is nobody's. */
function restOf({ items, tracks }: Composition, itemId: string): unknown {
  const { [itemId]: _, ...others } = items;
  const left = tracks.map((track) => ({ ...track, items: track.items.filter((id) => id !== itemId) }));
  return { others, tracks: left.filter((track) => track.items.length > 0) };
}

const SELECTED = { itemId: "sofa", type: "image", assetId: "white", from: 0, durationInFrames: 300 };

describe("while one item is selected", () => {
  it.each<[string, Line]>([
    ["another item", { tool: "update_item", input: { itemId: "lamp", changes: { opacity: 0.5 } } }],
    ["another item's picture", { tool: "generate_image", input: { prompt: "red", itemId: "lamp" } }],
    ["another item's clip", { tool: "generate_video", input: { prompt: "run", itemId: "walk" } }],
    ["what a voice says", { tool: "generate_speech", input: { text: "Hi", itemId: "voice" } }],
    ["the removal of another item", { tool: "remove_item", input: { itemId: "lamp" } }],
    ["a copy", { tool: "duplicate_item", input: { itemId: "sofa" } }],
    ["a title", { tool: "add_item", input: { type: "text", text: "Hi" } }],
    ["a new voice", { tool: "generate_speech", input: { text: "Hi" } }],
    ["the canvas", { tool: "set_composition", input: { backgroundColor: "#fff" } }],
    [
      "a film",
      {
        tool: "plan_long_video",
        input: {
          title: "Film",
          locale: "en",
          scenes: [{ title: "One", narration: "It is.", visualKind: "image", visualPrompt: "sea" }],
        },
      },
    ],
  ])("the tools refuse %s, and the model hears why", async (_, call) => {
    const { world, result, toolResults } = await edited([call], SELECTED);
    expect(result).toEqual(room());
    expect(toolResults).toMatchObject([{ success: false }]);
    const answers = world.model.requests.at(-1)?.messages.at(-1)?.content;
    expect(answers).toMatchObject([{ type: "tool_result", isError: true }]);
    expect(world.makers.started).toEqual([]);
    expect(world.makers.spoken).toEqual([]);
    expect((await world.balance()).held).toBe(0);
  });

  it.each<[string, Line]>([
    ["its look", { tool: "update_item", input: { itemId: "sofa", changes: { opacity: 0.5 } } }],
    ["its layer", { tool: "update_item", input: { itemId: "sofa", changes: { layer: "back" } } }],
    ["its picture", { tool: "generate_image", input: { prompt: "black leather" } }],
    ["a clip in its place", { tool: "generate_video", input: { prompt: "turning" } }],
    ["its removal", { tool: "remove_item", input: { itemId: "sofa" } }],
  ])("%s is what changes, and nothing else", async (_, call) => {
    const { result, toolResults } = await edited([call], SELECTED);
    expect(toolResults).toMatchObject([{ success: true }]);
    expect(result).not.toEqual(room());
    expect(restOf(result, "sofa")).toEqual(restOf(room(), "sofa"));
  });

  it("a clip is made again from what it was made from, by our copy of it", async () => {
    const sourceImageUrl = "https://elsewhere.example/image/first-frame.png";
    const { world } = await edited([{ tool: "generate_video", input: { prompt: "run" } }], {
      itemId: "walk",
      type: "video",
      sourceImageUrl,
    });
    expect(world.makers.started).toMatchObject([
      { kind: "video", sourceImageUrl: expect.stringMatching(/^https:\/\/media\.example\/assets\/user-1\//) },
    ]);
  });

  it.each([
    ["no item of the composition", { itemId: "table" }, "selectedItemContext.itemId"],
    ["no id", { type: "image" }, "selectedItemContext.itemId"],
    ["what is no object", "sofa", "selectedItemContext"],
    ["a time that is none", { ...SELECTED, from: "0" }, "selectedItemContext.from"],
  ])("with %s a request is refused by name", async (_, selectedItemContext, path) => {
    const world = await agentWorld(() => []);
    await expect(world.admit({ composition: room(), selectedItemContext })).rejects.toMatchObject({
      httpStatus: 400,
      data: { fields: [{ path }] },
    });
  });
});
