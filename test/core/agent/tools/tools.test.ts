import { describe, expect, it } from "vitest";
import { boxAt, position } from "../../../../core/agent/tools/placement.ts";
import {
  chatTools,
  parseInput,
  performEdit,
  planLongVideoTool,
} from "../../../../core/agent/tools/registry.ts";
import { type EditContext, ToolInputError } from "../../../../core/agent/tools/tool.ts";
import { applyOperations } from "../../../../core/compositions/apply-operations.ts";
import { type Composition, emptyComposition } from "../../../../core/contract/composition.ts";

const film = (): Composition => ({
  ...emptyComposition(),
  tracks: [{ id: "main", items: ["title", "sky"] }],
  items: {
    title: { id: "title", type: "text", text: "Hello", from: 0, durationInFrames: 90, left: 10, top: 10 },
    sky: { id: "sky", type: "image", assetId: "sky", from: 0, durationInFrames: 300 },
  },
  assets: {
    sky: { id: "sky", type: "image", remoteUrl: "/assets/u/sky.png" },
    song: { id: "song", type: "audio", remoteUrl: "/assets/u/song.mp3", durationInSeconds: 12 },
  },
});

function edit(tool: string, input: unknown, composition = film(), selectedItemId?: string): Composition {
  const context: EditContext = { composition, selectedItemId, newId: (kind) => `${kind}-new` };
  const done = performEdit(context, tool, input);
  if (done === undefined) throw new Error(`no tool ${tool}`);
  return applyOperations(composition, done.operations);
}

type Schema = Readonly<Record<string, unknown>>;

/** Every schema of an object in a schema. */
function objectsIn(schema: unknown): Schema[] {
  if (typeof schema !== "object" || schema === null) return [];
  const record: Schema = { ...schema };
  const inner = Object.values(record).flatMap(objectsIn);
  return record.type === "object" ? [record, ...inner] : inner;
}

describe("the tools as the model reads them", () => {
  it("are these, with a schema of an object each", () => {
    expect(chatTools.map(({ name }) => name)).toEqual([
      "plan_long_video",
      "add_item",
      "update_item",
      "remove_item",
      "duplicate_item",
      "edit_timeline",
      "set_composition",
      "generate_image",
      "generate_video",
      "generate_speech",
    ]);
    for (const { inputSchema, description } of chatTools) {
      expect(inputSchema).toMatchObject({ type: "object", properties: expect.any(Object) });
      expect(inputSchema).not.toHaveProperty("$schema");
      expect(description.length).toBeGreaterThan(20);
    }
  });

  it("name every field they take: nothing else passes, at any depth", () => {
    const open = chatTools.flatMap(({ name, inputSchema }) =>
      objectsIn(inputSchema)
        .filter((schema) => schema.additionalProperties !== false)
        .map(() => name),
    );
    expect(open).toEqual([]);
    expect(
      objectsIn(chatTools.find(({ name }) => name === "update_item")?.inputSchema).length,
    ).toBeGreaterThan(5);
    expect(() => edit("remove_item", { itemId: "title", force: true })).toThrow('Unrecognized key: "force"');
    expect(() => edit("add_item", { type: "text", text: "x", style: { glow: 3 } })).toThrow("style");
  });

  it("are held to by the vendor, but for the two with more fields than it compiles", () => {
    expect(chatTools.filter(({ isStrict }) => !isStrict).map(({ name }) => name)).toEqual([
      "add_item",
      "update_item",
    ]);
  });

  it("take a plan of up to 100 scenes, and name what is wrong with one", () => {
    const scene = { title: "A", narration: "B.", visualKind: "image", visualPrompt: "C" };
    const planOf = (count: number) => ({
      title: "T",
      locale: "en",
      scenes: Array.from({ length: count }, () => scene),
    });
    expect(parseInput(planLongVideoTool, planOf(100)).scenes).toHaveLength(100);
    expect(() => parseInput(planLongVideoTool, planOf(101))).toThrow(/scenes/);
    expect(() => parseInput(planLongVideoTool, planOf(0))).toThrow(/scenes/);
    const bad = { ...planOf(1), scenes: [{ ...scene, visualKind: "song" }] };
    expect(() => parseInput(planLongVideoTool, bad)).toThrow(/scenes\.0\.visualKind/);
  });
});

describe("places on the stage", () => {
  const stages = [
    [1920, 1080],
    [1080, 1920],
    [1080, 1080],
  ] as const;
  const names = position.options[0].options.filter((place) => place !== "full");

  it.each(stages)("are inside the safe margins of %i×%i", (compositionWidth, compositionHeight) => {
    for (const place of names) {
      const {
        left = 0,
        top = 0,
        width = 0,
        height = 0,
      } = boxAt(place, {
        ...emptyComposition(),
        compositionWidth,
        compositionHeight,
      });
      expect(left).toBeGreaterThanOrEqual(compositionWidth * 0.06);
      expect(top).toBeGreaterThanOrEqual(compositionHeight * 0.06);
      expect(left + width).toBeLessThanOrEqual(compositionWidth * 0.94);
      expect(top + height).toBeLessThanOrEqual(compositionHeight * 0.94);
    }
  });
});

describe("add_item", () => {
  it("puts a text in front, at its place, for as long as is said", () => {
    const input = {
      type: "text",
      text: "Sale",
      fromSeconds: 2,
      durationSeconds: 1.5,
      position: "bottom-right",
    };
    const { tracks, items } = edit("add_item", input);
    expect(tracks[0]?.items).toEqual(["text-new"]);
    expect(items["text-new"]).toMatchObject({ from: 60, durationInFrames: 45, align: "right" });
  });

  it("puts a colour in front of the picture it would be hidden by, and behind the text", () => {
    const { tracks } = edit("add_item", { type: "solid", color: "#000000" });
    expect(tracks.map(({ items }) => items)).toEqual([["solid-new"], ["title", "sky"]]);
  });

  it("plays an asset as long as it is, and spreads captions over their time", () => {
    expect(edit("add_item", { type: "audio", assetId: "song" }).items["audio-new"]).toMatchObject({
      durationInFrames: 360,
    });
    const captions = edit("add_item", { type: "captions", text: "one two three", durationSeconds: 3 }).items[
      "captions-new"
    ];
    expect(captions?.type === "captions" && captions.captions.at(-1)?.endMs).toBe(3000);
  });

  it.each([
    ["a text without text", { type: "text" }],
    ["an image without an asset", { type: "image" }],
    ["an asset that is not there", { type: "image", assetId: "moon" }],
    ["an asset of another kind", { type: "video", assetId: "sky" }],
    ["a track that is not there", { type: "text", text: "x", trackId: "nowhere" }],
    ["a type that is none", { type: "hologram" }],
    ["a time before the film", { type: "text", text: "x", fromSeconds: -1 }],
  ])("refuses %s", (_, input) => {
    expect(() => edit("add_item", input)).toThrow(ToolInputError);
  });
});

describe("update_item", () => {
  it("sets what is named, in frames what is said in seconds, and removes what is null", () => {
    const changes = { text: "Bye", fromSeconds: 1, durationSeconds: 2, left: null };
    const { title } = edit("update_item", { itemId: "title", changes }).items;
    expect(title).toMatchObject({ text: "Bye", from: 30, durationInFrames: 60, top: 10 });
    expect(title).not.toHaveProperty("left");
  });

  it("cannot make another thing of an item", () => {
    const changes = { id: "x", type: "solid", text: "Bye" };
    expect(() => edit("update_item", { itemId: "title", changes })).toThrow('"id", "type"');
  });

  it("refuses a look that the item has no use for, and says which it has", () => {
    const recolour = { itemId: "sky", changes: { color: "#ff0000" } };
    expect(() => edit("update_item", recolour)).toThrow(/An image item has no color\. It has: .*crop/);
    expect(() => edit("add_item", { type: "solid", color: "red", style: { fontSize: 9 } })).toThrow(
      "no fontSize",
    );
  });

  it("moves a picture of its own size without changing the size, and type with its alignment", () => {
    const logo = edit("update_item", {
      itemId: "sky",
      changes: { left: 0, top: 0, width: 200, height: 100 },
    });
    const moved = edit("update_item", { itemId: "sky", changes: { position: "bottom-right" } }, logo).items
      .sky;
    expect(moved).toMatchObject({ left: 1586, top: 904, width: 200, height: 100 });
    const { title } = edit("update_item", { itemId: "title", changes: { position: "bottom-right" } }).items;
    expect(title).toMatchObject({ align: "right", width: expect.any(Number) });
    const centred = edit("update_item", { itemId: "title", changes: { position: "center" } }).items.title;
    expect(centred).toMatchObject({ align: "center" });
    expect(centred).not.toHaveProperty("left");
  });

  it("brings an item in front of everything, or behind it", () => {
    const front = edit("update_item", { itemId: "sky", changes: { layer: "front" } });
    expect(front.tracks.map(({ items }) => items)).toEqual([["sky"], ["title"]]);
    const coloured = edit("set_composition", { backgroundColor: "navy" });
    const back = edit("update_item", { itemId: "title", changes: { layer: "back" } }, coloured);
    expect(back.tracks.map(({ items }) => items)).toEqual([["sky"], ["title"], ["background"]]);
  });

  it("makes a boxed item fill the frame", () => {
    const { title } = edit("update_item", { itemId: "title", changes: { position: "full" } }).items;
    expect(title).not.toHaveProperty("top");
  });

  it("knows every look of the composition, and takes each away again", () => {
    const looks = {
      fadeOutDurationInSeconds: 0.5,
      opacity: 0.5,
      kenBurns: { start: { scale: 1, x: 0.5, y: 0.5 }, end: { scale: 1.3, x: 0, y: 1 } },
      rotation: 4,
      crop: { x: 0, y: 0, width: 0.5, height: 1 },
      objectPosition: { x: 0, y: 0.5 },
      transitionIn: { type: "slide", direction: "left", durationInSeconds: 0.5 },
    };
    const composition = edit("update_item", { itemId: "sky", changes: looks });
    expect(composition.items.sky).toMatchObject(looks);
    const nothing = Object.fromEntries(Object.keys(looks).map((key) => [key, null]));
    expect(edit("update_item", { itemId: "sky", changes: nothing }, composition).items.sky).toEqual(
      film().items.sky,
    );
    const wrong = { itemId: "sky", changes: { transitionIn: { type: "explode", durationInSeconds: 1 } } };
    expect(() => edit("update_item", wrong)).toThrow("changes.transitionIn.type");
    const { inputSchema } = chatTools.find(({ name }) => name === "update_item") ?? {};
    expect(inputSchema).toHaveProperty("properties.changes.properties.decibelAdjustment");
  });

  it("ends a film with a card of its own, behind everything else in time", () => {
    const { items } = edit("add_item", { type: "text", preset: "endCard", text: "The end\nThank you" });
    expect(items["text-new"]).toMatchObject({
      preset: "endCard",
      from: 300,
      durationInFrames: 90,
      transitionIn: { type: "fade" },
    });
    expect(items["text-new"]).not.toHaveProperty("fontSize");
  });

  it("lets a new item come and go, and a new sound be quieter", () => {
    const style = { transitionOut: { type: "wipe", durationInSeconds: 1 }, fit: "contain" };
    expect(edit("add_item", { type: "image", assetId: "sky", style }).items["image-new"]).toMatchObject(
      style,
    );
    const quiet = edit("add_item", { type: "audio", assetId: "song", style: { decibelAdjustment: -12 } });
    expect(quiet.items["audio-new"]).toMatchObject({ decibelAdjustment: -12 });
  });

  it("refuses to change nothing, or what is not there, or what is not selected", () => {
    expect(() => edit("update_item", { itemId: "title", changes: {} })).toThrow("nothing to change");
    expect(() => edit("update_item", { itemId: "x", changes: { text: "y" } })).toThrow("Items: title, sky");
    expect(() => edit("update_item", { itemId: "sky", changes: { opacity: 1 } }, film(), "title")).toThrow(
      "Only the selected item",
    );
  });
});

describe("remove_item and set_composition", () => {
  it("take an item away", () => {
    expect(Object.keys(edit("remove_item", { itemId: "title" }).items)).toEqual(["sky"]);
  });

  it("set an even size, and one background behind everything", () => {
    const composition = edit("set_composition", { width: 1081, height: 1920, backgroundColor: "navy" });
    expect(composition).toMatchObject({ compositionWidth: 1082, compositionHeight: 1920 });
    expect(composition.tracks.at(-1)?.items).toEqual(["background"]);
    const again = edit("set_composition", { backgroundColor: "red" }, composition);
    expect(again.items.background).toMatchObject({ color: "red" });
    expect(again.tracks).toHaveLength(composition.tracks.length);
    expect(() => edit("set_composition", {})).toThrow("at least one");
    expect(() => edit("set_composition", { fps: 25 }, composition, "title")).toThrow(
      "Only the selected item",
    );
  });

  it("choose the music, keep its loudness, and take it away", () => {
    const quiet = { ...edit("set_composition", { music: "upbeat" }) };
    expect(quiet.music).toEqual({ mood: "upbeat" });
    const louder = { ...quiet, music: { mood: "upbeat" as const, decibelAdjustment: 3 } };
    expect(edit("set_composition", { music: "none" }, louder).music).toEqual({
      mood: "none",
      decibelAdjustment: 3,
    });
    expect(edit("set_composition", { musicDecibels: -6 }, louder).music).toEqual({
      mood: "upbeat",
      decibelAdjustment: -6,
    });
    expect(() => edit("set_composition", { musicDecibels: -6 })).toThrow("no music of its own");
  });
});
