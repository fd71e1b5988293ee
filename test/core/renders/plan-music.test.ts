import { describe, expect, it } from "vitest";
import { type Composition, composition as compositionSchema } from "../../../core/contract/composition.ts";
import { planMusic } from "../../../core/renders/plan-music.ts";
import { segmentComposition } from "../../../core/renders/segment-composition.ts";

const speech = (id: string, from: number, durationInFrames: number, decibelAdjustment = 0) => ({
  id,
  type: "audio" as const,
  assetId: "s",
  from,
  durationInFrames,
  decibelAdjustment,
});

const film = (items: readonly ReturnType<typeof speech>[], music?: Composition["music"]): Composition => ({
  fps: 30,
  compositionWidth: 1920,
  compositionHeight: 1080,
  tracks: [{ id: "t", items: items.map(({ id }) => id) }],
  items: Object.fromEntries(items.map((item) => [item.id, item])),
  assets: { s: { id: "s", type: "audio", remoteUrl: "/assets/u/s.mp3" } },
  ...(music && { music }),
});

describe("the music of a film", () => {
  it("is there when the composition says so, and only then", () => {
    expect(planMusic(film([]))).toBeUndefined();
    expect(planMusic(film([], { mood: "none" }))).toBeUndefined();
    expect(planMusic(film([], { mood: "chill", decibelAdjustment: -60 }))).toBeUndefined();
    expect(planMusic(film([], { mood: "upbeat", decibelAdjustment: -3 }))).toEqual({
      mood: "upbeat",
      gainInDecibels: -3,
      ducks: [],
    });
  });

  it("is lowered while someone speaks, through the short pauses too", () => {
    const items = [
      speech("b", 60, 30),
      speech("a", 0, 30),
      speech("far", 300, 30),
      speech("mute", 150, 60, -60),
    ];
    expect(planMusic(film(items, { mood: "chill" }))?.ducks).toEqual([
      { startSample: 0, endSample: 90 * 1600 },
      { startSample: 300 * 1600, endSample: 330 * 1600 },
    ]);
  });

  it("changes no picture, so that a film with other music renders nothing anew", () => {
    const cut = { from: 0, durationInFrames: 30 };
    expect(segmentComposition(film([speech("a", 0, 30)], { mood: "chill" }), cut)).toEqual(
      segmentComposition(film([speech("a", 0, 30)]), cut),
    );
  });

  it("is one of the moods there are, and keeps what a client adds to it", () => {
    expect(compositionSchema.safeParse(film([], { mood: "polka" } as never)).success).toBe(false);
    const kept = compositionSchema.parse(film([], { mood: "chill", editorColor: "red" }));
    expect(kept.music).toEqual({ mood: "chill", editorColor: "red" });
  });
});
