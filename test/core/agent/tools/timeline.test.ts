import { describe, expect, it } from "vitest";
import { performEdit } from "../../../../core/agent/tools/registry.ts";
import type { EditContext } from "../../../../core/agent/tools/tool.ts";
import { applyOperations } from "../../../../core/compositions/apply-operations.ts";
import { type Composition, emptyComposition, type Item } from "../../../../core/contract/composition.ts";

const scene = (name: string, fromSeconds: number, seconds: number): Record<string, Item> => {
  const span = { from: fromSeconds * 30, durationInFrames: seconds * 30 };
  return {
    [`${name}.picture`]: { id: `${name}.picture`, type: "image", assetId: "sky", ...span },
    [`${name}.title`]: { id: `${name}.title`, type: "text", text: name, ...span, durationInFrames: 60 },
    // It ends a breath after its picture, as voices do.
    [`${name}.voice`]: {
      id: `${name}.voice`,
      type: "audio",
      assetId: "voice",
      ...span,
      durationInFrames: seconds * 30 + 6,
    },
  };
};

/** Three scenes of 5, 4 and 6 s under a logo. */
const film = (): Composition => {
  const items: Record<string, Item> = {
    ...scene("one", 0, 5),
    ...scene("two", 5, 4),
    ...scene("three", 9, 6),
    logo: { id: "logo", type: "image", assetId: "sky", from: 0, durationInFrames: 450 },
  };
  return {
    ...emptyComposition(),
    tracks: [{ id: "main", items: Object.keys(items) }],
    items,
    assets: {
      sky: { id: "sky", type: "image", remoteUrl: "/assets/u/sky.png" },
      voice: { id: "voice", type: "audio", remoteUrl: "/assets/u/voice.mp3" },
    },
  };
};

function edit(tool: string, input: unknown, selectedItemId?: string): Composition {
  const composition = film();
  const context: EditContext = { composition, selectedItemId, newId: (kind) => `${kind}-new` };
  const done = performEdit(context, tool, input);
  if (done === undefined) throw new Error(`no tool ${tool}`);
  return applyOperations(composition, done.operations);
}

/** When each scene's items begin, in seconds; absent ones left out. */
const begins = ({ items }: Composition) =>
  Object.fromEntries(
    ["one", "two", "three"].flatMap((name) => {
      const parts = Object.values(items).filter(({ id }) => id.startsWith(`${name}.`));
      const starts = new Set(parts.map(({ from }) => from / 30));
      return starts.size === 0 ? [] : [[name, [...starts]]];
    }),
  );

describe("edit_timeline", () => {
  it("cuts a scene out whole: later ones close up, and what lies over all gets shorter", () => {
    const cut = edit("edit_timeline", { action: "cut", fromSeconds: 5, toSeconds: 9 });
    expect(begins(cut)).toEqual({ one: [0], three: [5] });
    expect(cut.items.logo).toMatchObject({ from: 0, durationInFrames: 330 });
    expect(cut.items["one.voice"]).toEqual(film().items["one.voice"]);
  });

  it("cuts a part of a scene out of what it touches", () => {
    const cut = edit("edit_timeline", { action: "cut", fromSeconds: 7, toSeconds: 10 });
    expect(cut.items["two.picture"]).toMatchObject({ from: 150, durationInFrames: 60 });
    expect(cut.items["three.picture"]).toMatchObject({ from: 210, durationInFrames: 150 });
  });

  it("opens room: what comes later begins later, what lies over all lasts longer", () => {
    const wide = edit("edit_timeline", { action: "insert", fromSeconds: 5, toSeconds: 7 });
    expect(begins(wide)).toEqual({ one: [0], two: [7], three: [11] });
    expect(wide.items.logo).toMatchObject({ durationInFrames: 510 });
    expect(wide.items["one.picture"]).toMatchObject({ durationInFrames: 150 });
  });

  it.each([
    [
      "to the beginning",
      { fromSeconds: 9, toSeconds: 15, atSeconds: 0 },
      { one: [6], two: [11], three: [0] },
    ],
    ["to the end", { fromSeconds: 0, toSeconds: 5, atSeconds: 15 }, { one: [10], two: [0], three: [4] }],
    ["between others", { fromSeconds: 9, toSeconds: 15, atSeconds: 5 }, { one: [0], two: [11], three: [5] }],
  ])("moves a scene %s, and the others give way", (_, span, expected) => {
    const moved = edit("edit_timeline", { action: "move", ...span });
    expect(begins(moved)).toEqual(expected);
    expect(moved.items.logo).toEqual(film().items.logo);
  });

  it.each([
    ["a span of nothing", { action: "cut", fromSeconds: 5, toSeconds: 5 }, "later than"],
    ["a time after the film", { action: "cut", fromSeconds: 50, toSeconds: 60 }, "15.20 s long"],
    ["a move to nowhere", { action: "move", fromSeconds: 0, toSeconds: 5 }, "needs atSeconds"],
    ["a move into itself", { action: "move", fromSeconds: 0, toSeconds: 5, atSeconds: 3 }, "there already"],
  ])("refuses %s", (_, input, reason) => {
    expect(() => edit("edit_timeline", input)).toThrow(reason);
  });

  it("touches nothing while one item is selected", () => {
    const cut = { action: "cut", fromSeconds: 5, toSeconds: 9 };
    expect(() => edit("edit_timeline", cut, "two.title")).toThrow("Only the selected item");
  });
});

describe("duplicate_item", () => {
  it("adds the same thing again, right after it or when it is told", () => {
    const { items, tracks } = edit("duplicate_item", { itemId: "two.title" });
    expect(items["text-new"]).toEqual({ ...film().items["two.title"], id: "text-new", from: 210 });
    expect(tracks[0]?.items).toHaveLength(11);
    expect(edit("duplicate_item", { itemId: "logo", fromSeconds: 1 }).items["image-new"]).toMatchObject({
      from: 30,
    });
    expect(() => edit("duplicate_item", { itemId: "nobody" })).toThrow("There is no item");
  });
});
