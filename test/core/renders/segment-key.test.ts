import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemSha256 } from "../../../core/adapters/system/sha256.ts";
import {
  type Composition,
  captionsItem,
  type Item,
  imageItem,
  solidItem,
  textItem,
  videoItem,
} from "../../../core/contract/composition.ts";
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

const shapes = {
  image: imageItem.unwrap().shape,
  video: videoItem.unwrap().shape,
  text: textItem.unwrap().shape,
  solid: solidItem.unwrap().shape,
  captions: captionsItem.unwrap().shape,
};
/** What an item of each type cannot be without. */
const needed = { assetId: "a", text: "T", color: "red", captions: [] };
/** Not seen, or the item's identity. */
const unseen = [
  "id",
  "type",
  "decibelAdjustment",
  "audioFadeInDurationInSeconds",
  "audioFadeOutDurationInSeconds",
];

const wipe = { type: "wipe", durationInSeconds: 1 };
const stop = { scale: 1, x: 0.5, y: 0.5 };
/** Other values than `needed` for every field that is seen; a field that the schema gains has to be added here. */
const edits: Readonly<Record<string, readonly unknown[]>> = {
  from: [110, 120],
  durationInFrames: [60, 80],
  opacity: [0.2, 0.7],
  fadeInDurationInSeconds: [0.2, 0.7],
  fadeOutDurationInSeconds: [0.2, 0.7],
  transitionIn: [
    wipe,
    { ...wipe, direction: "up" },
    { ...wipe, durationInSeconds: 2 },
    { ...wipe, type: "fade" },
  ],
  transitionOut: [wipe, { ...wipe, direction: "up" }, { ...wipe, durationInSeconds: 2 }],
  left: [1, 2],
  top: [1, 2],
  width: [1, 2],
  height: [1, 2],
  rotation: [1, 2],
  fit: ["contain", "fill"],
  crop: [
    { x: 0, y: 0, width: 0.5, height: 1 },
    { x: 0.5, y: 0, width: 0.5, height: 1 },
  ],
  objectPosition: [
    { x: 0, y: 0.5 },
    { x: 0, y: 1 },
  ],
  assetId: ["b"],
  kenBurns: [
    { start: stop, end: { ...stop, scale: 2 } },
    { start: stop, end: { ...stop, x: 0.1 } },
  ],
  videoStartFromInSeconds: [1, 2],
  playbackRate: [0.5, 2],
  fontFamily: ["Inter", "serif"],
  fontSize: [10, 20],
  fontWeight: [500, "bold"],
  color: ["blue", "#123456"],
  align: ["left", "right"],
  lineHeight: [1, 2],
  backgroundColor: ["blue", "#123456"],
  text: ["U", "V"],
  preset: ["endCard"],
  captions: [[{ text: "a", startMs: 0, endMs: 9 }], [{ text: "a", startMs: 1, endMs: 9 }]],
  highlightColor: ["blue", "#123456"],
  maxLines: [1, 3],
  locale: ["en", "ko"],
};

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

  describe.each(Object.entries(shapes))("of an item of type %s", (type, shape) => {
    const item = { id: "seen", type, from: 100, durationInFrames: 90, ...needed };
    const cut = { from: 100, durationInFrames: 90 };
    const filmOf = (seen: object, other: object): Composition => ({
      fps: 30,
      compositionWidth: 1920,
      compositionHeight: 1080,
      tracks: [{ id: "t", items: ["seen", "other"] }],
      items: {
        seen: { ...item, ...seen } as Item,
        other: { ...item, id: "other", from: 300, ...other } as Item,
      },
      assets: Object.fromEntries(["a", "b"].map((id) => [id, { id, type: "image", contentHash: id }])),
    });
    const key = keyOf(filmOf({}, {}), cut);

    it.each(Object.keys(shape).filter((field) => !unseen.includes(field)))(
      "is another one when %s changes in it, and stays when it changes elsewhere",
      (field) => {
        const values = edits[field];
        if (values === undefined) throw new Error(`no edits are known for ${field}`);
        const keys = values.map((value) => keyOf(filmOf({ [field]: value }, {}), cut));
        expect(new Set([key, ...keys]).size).toBe(1 + values.length);
        for (const value of values) {
          // A start stays outside, too.
          const other = field === "from" ? 300 + Number(value) : value;
          expect(keyOf(filmOf({}, { [field]: other }), cut)).toBe(key);
        }
      },
    );

    it("stays when what is only heard changes", () => {
      for (const field of [
        "decibelAdjustment",
        "audioFadeInDurationInSeconds",
        "audioFadeOutDurationInSeconds",
      ]) {
        expect(keyOf(filmOf({ [field]: 1 }, {}), cut)).toBe(key);
      }
    });
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
