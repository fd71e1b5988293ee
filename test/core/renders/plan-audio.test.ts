import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationInFramesOf } from "../../../core/compositions/timeline.ts";
import type { Composition } from "../../../core/contract/composition.ts";
import { outputPath, slugOf } from "../../../core/renders/output-path.ts";
import { outputScale } from "../../../core/renders/output-size.ts";
import { planAudio, samplesAt } from "../../../core/renders/plan-audio.ts";
import { arbitraryFilm } from "./arbitrary-film.ts";

const film = (items: Composition["items"], fps = 30): Composition => ({
  fps,
  compositionWidth: 1920,
  compositionHeight: 1080,
  tracks: [{ id: "t", items: Object.keys(items) }],
  items,
  assets: { s: { id: "s", type: "audio", remoteUrl: "/assets/u/s.mp3" } },
});

describe("the sound of a film", () => {
  it("lies inside the film, in whole samples, whatever the frame rate", () => {
    fc.assert(
      fc.property(arbitraryFilm, fc.constantFrom(24, 25, 29.97, 30, 60), (composition, fps) => {
        const end = samplesAt(durationInFramesOf(composition), fps);
        for (const clip of planAudio({ ...composition, fps })) {
          expect(Number.isInteger(clip.startSample) && Number.isInteger(clip.durationInSamples)).toBe(true);
          expect(clip.startSample + clip.durationInSamples).toBeLessThanOrEqual(end);
        }
      }),
    );
  });

  it("leaves no gap between clips that meet on the timeline", () => {
    const audio = (id: string, from: number, durationInFrames: number) => ({
      id,
      type: "audio" as const,
      assetId: "s",
      from,
      durationInFrames,
    });
    const [first, second] = planAudio(film({ a: audio("a", 0, 7), b: audio("b", 7, 11) }, 29.97));
    expect((first?.startSample ?? 0) + (first?.durationInSamples ?? 0)).toBe(second?.startSample);
  });

  it("counts trims and fades in samples, and leaves out what is silent", () => {
    const clips = planAudio(
      film({
        a: {
          id: "a",
          type: "audio",
          assetId: "s",
          from: 30,
          durationInFrames: 60,
          audioStartFromInSeconds: 1.5,
          audioFadeOutDurationInSeconds: 10,
          decibelAdjustment: -3,
        },
        quiet: {
          id: "quiet",
          type: "audio",
          assetId: "s",
          from: 0,
          durationInFrames: 9,
          decibelAdjustment: -60,
        },
      }),
    );
    expect(clips).toEqual([
      {
        path: "/assets/u/s.mp3",
        startSample: 48_000,
        durationInSamples: 96_000,
        skipSamples: 72_000,
        playbackRate: 1,
        gainInDecibels: -3,
        fadeInSamples: 0,
        fadeOutSamples: 96_000,
      },
    ]);
  });
});

describe("what comes out", () => {
  it("has its shorter side at the resolution", () => {
    expect(outputScale(film({}), "720p") * 1920).toBe(1280);
    expect(outputScale({ ...film({}), compositionWidth: 1080, compositionHeight: 1920 }, "720p") * 1920).toBe(
      1280,
    );
    expect(outputScale(film({}), "source")).toBe(1);
  });

  it("has a name that every file system takes", () => {
    expect(outputPath("How a Solar Eclipse Happens!", "5ec7e7")).toBe(
      "/renders/5ec7e7/how-a-solar-eclipse-happens.mp4",
    );
    expect(slugOf("¿Qué es la luz?")).toBe("que-es-la-luz");
    expect(slugOf("일식")).toBe("film");
    expect(slugOf("x".repeat(500))).toHaveLength(60);
  });
});
