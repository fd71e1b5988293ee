import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemSha256 } from "../../../core/adapters/system/sha256.ts";
import type { Composition, Item } from "../../../core/contract/composition.ts";
import { type Cut, cutTimeline } from "../../../core/renders/cut-timeline.ts";
import { segmentComposition } from "../../../core/renders/segment-composition.ts";
import { segmentKey } from "../../../core/renders/segment-key.ts";
import { arbitraryFilm } from "./arbitrary-film.ts";

const keyOf = (film: Composition, cut: Cut, { userId = "user", fingerprint = "v1", scale = 1 } = {}) =>
  segmentKey(systemSha256, {
    userId,
    fingerprint,
    picture: { composition: segmentComposition(film, cut), durationInFrames: cut.durationInFrames, scale },
  });
const isIn = (item: Item, cut: Cut) =>
  item.from < cut.from + cut.durationInFrames && item.from + item.durationInFrames > cut.from;
const withItem = (film: Composition, item: Item): Composition => ({
  ...film,
  items: { ...film.items, [item.id]: item },
});

/** A film, one of its cuts, one of its items that are seen. */
const place = arbitraryFilm.chain((film) =>
  fc.record({
    film: fc.constant(film),
    cut: fc.constantFrom(...cutTimeline(film)),
    item: fc.constantFrom(...Object.values(film.items)),
  }),
);

describe("the key of a segment", () => {
  it("does not depend on where in the film it lies", () => {
    fc.assert(
      fc.property(arbitraryFilm, fc.integer({ min: 1, max: 500 }), (film, shift) => {
        const items = Object.values(film.items).map((item) => [
          item.id,
          { ...item, from: item.from + shift },
        ]);
        const moved = { ...film, items: Object.fromEntries(items) as Composition["items"] };
        for (const cut of cutTimeline(film)) {
          expect(keyOf(moved, { ...cut, from: cut.from + shift })).toBe(keyOf(film, cut));
        }
      }),
    );
  });

  it("stays when something outside it is edited, changes when something seen in it is", () => {
    fc.assert(
      fc.property(place, ({ film, cut, item }) => {
        const edited = withItem(film, { ...item, opacity: 0.123 } as Item);
        const isSeen = item.type !== "audio" && isIn(item, cut);
        if (isSeen) expect(keyOf(edited, cut)).not.toBe(keyOf(film, cut));
        else expect(keyOf(edited, cut)).toBe(keyOf(film, cut));
      }),
    );
  });

  it.each([
    ["image", { transitionIn: { type: "wipe", durationInSeconds: 1 } }],
    ["image", { transitionIn: { type: "wipe", direction: "up", durationInSeconds: 1 } }],
    ["image", { transitionOut: { type: "fade", durationInSeconds: 1 } }],
    ["image", { crop: { x: 0, y: 0, width: 0.5, height: 1 } }],
    ["image", { objectPosition: { x: 0, y: 0.5 } }],
    ["video", { crop: { x: 0, y: 0, width: 0.5, height: 1 } }],
    ["video", { objectPosition: { x: 0, y: 0.5 } }],
    ["text", { preset: "endCard" }],
    ["text", { transitionOut: { type: "slide", durationInSeconds: 1 } }],
  ])("is another one for an %s with %j", (type, looks) => {
    const plain = { id: "i", type, from: 0, durationInFrames: 90, text: "T", assetId: "a" };
    const filmOf = (item: object): Composition => ({
      fps: 30,
      compositionWidth: 1920,
      compositionHeight: 1080,
      tracks: [{ id: "t", items: ["i"] }],
      items: { i: item as Item },
      assets: { a: { id: "a", type: "image", contentHash: "a" } },
    });
    const all = { from: 0, durationInFrames: 90 };
    expect(keyOf(filmOf({ ...plain, ...looks }), all)).not.toBe(keyOf(filmOf(plain), all));
  });

  it("stays when only sound, names or a client's own keys change", () => {
    fc.assert(
      fc.property(place, ({ film, cut, item }) => {
        const edited = withItem(film, {
          ...item,
          editorColor: "mauve",
          ...(item.type === "video" && { decibelAdjustment: -3, audioFadeInDurationInSeconds: 1 }),
        } as Item);
        expect(keyOf({ ...edited, name: "other" }, cut)).toBe(keyOf(film, cut));
      }),
    );
  });

  it("is another one for another account, renderer, size or asset content", () => {
    fc.assert(
      fc.property(place, ({ film, cut, item }) => {
        const key = keyOf(film, cut);
        expect(keyOf(film, cut, { userId: "somebody" })).not.toBe(key);
        expect(keyOf(film, cut, { fingerprint: "v2" })).not.toBe(key);
        expect(keyOf(film, cut, { scale: 0.5 })).not.toBe(key);
        expect(keyOf({ ...film, fps: 25 }, cut)).not.toBe(key);
        if (
          !("assetId" in item) ||
          typeof item.assetId !== "string" ||
          item.type === "audio" ||
          !isIn(item, cut)
        )
          return;
        const asset = film.assets[item.assetId];
        if (!asset) throw new Error("the film has no such asset");
        const replaced = {
          ...film,
          assets: { ...film.assets, [asset.id]: { ...asset, contentHash: "another" } },
        };
        expect(keyOf(replaced, cut)).not.toBe(key);
        const moved = {
          ...film,
          assets: { ...film.assets, [asset.id]: { ...asset, remoteUrl: "/assets/user/elsewhere" } },
        };
        expect(keyOf(moved, cut)).toBe(key);
      }),
    );
  });

  it("lies below the account", () => {
    const film: Composition = {
      fps: 30,
      compositionWidth: 16,
      compositionHeight: 16,
      tracks: [],
      items: {},
      assets: {},
    };
    expect(keyOf(film, { from: 0, durationInFrames: 1 })).toMatch(/^segments\/user\/[0-9a-f]{64}\.mp4$/);
  });
});
