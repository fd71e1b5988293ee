import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationInFramesOf, itemsInTimelineOrder } from "../../../core/compositions/timeline.ts";
import type { Composition } from "../../../core/contract/composition.ts";
import { cutTimeline, isStill } from "../../../core/renders/cut-timeline.ts";
import { arbitraryFilm } from "./arbitrary-film.ts";

const scenes = (lengths: readonly number[]): Composition => {
  let from = 0;
  const items = lengths.map((durationInFrames, index) => {
    const item = {
      id: `scene-${index}`,
      type: "image" as const,
      assetId: "a",
      from,
      durationInFrames,
      kenBurns: { start: { scale: 1, x: 0.5, y: 0.5 }, end: { scale: 1.1, x: 0.5, y: 0.5 } },
    };
    from += durationInFrames;
    return item;
  });
  return {
    fps: 30,
    compositionWidth: 1920,
    compositionHeight: 1080,
    tracks: [{ id: "t", items: items.map(({ id }) => id) }],
    items: Object.fromEntries(items.map((item) => [item.id, item])),
    assets: { a: { id: "a", type: "image", remoteUrl: "/assets/u/a.png" } },
  };
};
const lengthsOf = (composition: Composition) => cutTimeline(composition).map((cut) => cut.durationInFrames);

describe("cutting the timeline", () => {
  it("does not cut through a transition, which would begin anew", () => {
    const still = { id: "i", type: "image", assetId: "a", from: 0, durationInFrames: 90 } as const;
    const slide = { type: "slide", durationInSeconds: 0.5 } as const;
    expect(isStill(still)).toBe(true);
    expect(isStill({ ...still, transitionIn: slide })).toBe(false);
    expect(isStill({ ...still, transitionOut: slide })).toBe(false);
    expect(isStill({ ...still, transitionOut: { ...slide, durationInSeconds: 0 } })).toBe(true);
  });

  it("gives every frame to exactly one segment", () => {
    fc.assert(
      fc.property(arbitraryFilm, (film) => {
        let next = 0;
        for (const { from, durationInFrames } of cutTimeline(film)) {
          expect(from).toBe(next);
          expect(durationInFrames).toBeGreaterThan(0);
          next = from + durationInFrames;
        }
        expect(next).toBe(durationInFramesOf(film));
      }),
    );
  });

  it("never cuts through anything that moves", () => {
    fc.assert(
      fc.property(arbitraryFilm, (film) => {
        const points = cutTimeline(film).map(({ from }) => from);
        const moving = itemsInTimelineOrder(film).filter((item) => !isStill(item));
        for (const { from, durationInFrames } of moving) {
          expect(points.filter((point) => point > from && point < from + durationInFrames)).toEqual([]);
        }
      }),
    );
  });

  it("makes one segment of each scene", () => {
    expect(lengthsOf(scenes([150, 200, 60, 310]))).toEqual([150, 200, 60, 310]);
  });

  it("joins short neighbours, up to 20 seconds", () => {
    expect(lengthsOf(scenes([150, 20, 30, 10, 200]))).toEqual([150, 60, 200]);
    const flicker = lengthsOf(scenes(Array.from({ length: 40 }, () => 30)));
    expect(flicker).toEqual([600, 600]);
  });

  it("cuts a film of one-second pictures into few enough segments for one state machine", () => {
    const cuts = lengthsOf(scenes(Array.from({ length: 3000 }, () => 70)));
    expect(cuts.length).toBeLessThanOrEqual(150);
    expect(cuts.reduce((sum, frames) => sum + frames, 0)).toBe(210_000);
  });

  it("cuts through a logo that never changes", () => {
    const film = scenes([150, 200]);
    const logo = { id: "logo", type: "text" as const, text: "©", from: 0, durationInFrames: 350 };
    const branded = {
      ...film,
      tracks: [{ id: "front", items: ["logo"] }, ...film.tracks],
      items: { ...film.items, logo },
    };
    expect(lengthsOf(branded)).toEqual([150, 200]);
  });
});
