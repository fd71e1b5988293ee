import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyOperations } from "../../../core/compositions/apply-operations.ts";
import { compositionProblems } from "../../../core/compositions/validate.ts";
import { type Composition, emptyComposition, type Item } from "../../../core/contract/composition.ts";
import type { Scene, SceneResult } from "../../../core/ports/jobs.ts";
import { type LaidOutJob, layoutScenes } from "../../../core/scenes/layout-scenes.ts";
import { LEAD_IN_SECONDS } from "../../../core/scenes/scene-length.ts";

const job = { jobId: "job_1", locale: "en" as const, startFrame: 0 };

function result(
  index: number,
  options: { seconds?: number; generation?: number; clip?: number } = {},
): SceneResult {
  const { seconds = 4 + index / 7, generation = 1, clip } = options;
  const picture = {
    width: 1920,
    height: 1080,
    contentHash: `${index}-${generation}`,
    path: `/assets/u/${index}`,
  };
  const speechSeconds = seconds - 0.6;
  return {
    generation,
    visual:
      clip === undefined
        ? { ...picture, kind: "image", mimeType: "image/png" }
        : { ...picture, kind: "video", mimeType: "video/mp4", durationInSeconds: clip },
    speech: {
      media: { path: "/assets/u/a", contentHash: "a", kind: "audio", mimeType: "audio/mpeg" },
      durationInSeconds: speechSeconds,
      captions: [{ text: "Hello", startMs: 0, endMs: speechSeconds * 1000 }],
      voiceId: "Joanna",
    },
    durationInSeconds: seconds,
  };
}

const scene = (index: number, made?: SceneResult): Scene => ({
  jobId: job.jobId,
  sceneId: `scene-${index + 1}`,
  index,
  title: `Title ${index + 1}`,
  narration: "Hello",
  visualKind: made?.visual.kind === "video" ? "video" : "image",
  visualPrompt: "x",
  generation: made?.generation ?? 1,
  state: made === undefined ? "failed" : "complete",
  ...(made !== undefined && { result: made }),
});

const lay = (composition: Composition, scenes: readonly Scene[], of: LaidOutJob = job): Composition =>
  applyOperations(composition, layoutScenes(composition, of, scenes));

const itemsOf = ({ items }: Composition, sceneId: string): Item[] =>
  Object.values(items).filter(({ id }) => id.startsWith(`job_1.${sceneId}.`));

const endOf = ({ from, durationInFrames }: Item): number => from + durationInFrames;

describe("the music of a job", () => {
  const withMusic = { ...job, music: "dramatic" as const };
  const scenes = [scene(0, result(0))];

  it("comes with the first scene, once", () => {
    const composition = lay(emptyComposition(), scenes, withMusic);
    expect(composition.music).toEqual({ mood: "dramatic" });
    expect(layoutScenes(composition, withMusic, scenes)).toEqual([]);
    expect(layoutScenes(emptyComposition(), withMusic, [scene(0)])).toEqual([]);
  });

  it("leaves what is there: other music, none at all, or a film that it continues", () => {
    for (const mood of ["chill", "none"] as const) {
      expect(lay({ ...emptyComposition(), music: { mood } }, scenes, withMusic).music).toEqual({ mood });
    }
    expect(lay(emptyComposition(), scenes, { ...withMusic, startFrame: 90 }).music).toBeUndefined();
    expect(lay(emptyComposition(), scenes).music).toBeUndefined();
  });
});

describe("layoutScenes", () => {
  it("keeps everything of a scene within it, so that every cut is a clean one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ seconds: fc.double({ min: 2, max: 30, noNaN: true }), isClip: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.constantFrom(24, 25, 29.97, 30, 60),
        (lengths, fps) => {
          const scenes = lengths.map(({ seconds, isClip }, index) =>
            scene(index, result(index, { seconds, ...(isClip && { clip: 5 }) })),
          );
          const composition = lay({ ...emptyComposition(), fps }, scenes);
          expect(compositionProblems(composition)).toEqual([]);
          let from = 0;
          for (const { sceneId } of scenes) {
            const items = itemsOf(composition, sceneId);
            const visuals = items
              .filter(({ type }) => type === "image" || type === "video")
              .toSorted((a, b) => a.from - b.from);
            expect(visuals[0]?.from).toBe(from);
            for (const [index, item] of visuals.slice(1).entries()) {
              expect(item.from).toBe(endOf(visuals[index] ?? item));
            }
            const end = Math.max(...visuals.map(endOf));
            for (const item of items) {
              expect(item.from).toBeGreaterThanOrEqual(from);
              expect(endOf(item)).toBeLessThanOrEqual(end);
            }
            from = end;
          }
        },
      ),
    );
  });

  it("does nothing to a film that is laid out already", () => {
    const scenes = [scene(0, result(0)), scene(1, result(1, { clip: 3 })), scene(2)];
    const composition = lay(emptyComposition(), scenes);
    expect(layoutScenes(composition, job, scenes)).toEqual([]);
  });

  it("comes to the same film in whatever order its scenes get done", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (order) => {
        const all = [0, 1, 2, 3, 4].map((index) => scene(index, result(index)));
        let composition = emptyComposition();
        const done: Scene[] = [];
        for (const index of order) {
          done.push(all[index] ?? scene(index));
          composition = lay(composition, done);
        }
        const atOnce = lay(emptyComposition(), all);
        expect(composition.items).toEqual(atOnce.items);
        expect(composition.assets).toEqual(atOnce.assets);
      }),
    );
  });

  it("closes up when a scene is missing, and gives it its planned place when it comes", () => {
    const first = scene(0, result(0));
    const third = scene(2, result(2));
    const short = lay(emptyComposition(), [first, scene(1), third]);
    const startOf = (composition: Composition, sceneId: string) =>
      composition.items[`job_1.${sceneId}.visual`]?.from;
    const firstLength = short.items["job_1.scene-1.visual"]?.durationInFrames ?? 0;
    expect(startOf(short, "scene-3")).toBe(firstLength);
    const whole = lay(short, [first, scene(1, result(1)), third]);
    expect(startOf(whole, "scene-2")).toBe(firstLength);
    expect(startOf(whole, "scene-3")).toBeGreaterThan(firstLength);
  });

  it("speaks after a short lead-in, and captions keep the time of the voice", () => {
    const composition = lay(emptyComposition(), [scene(0, result(0))]);
    const voice = composition.items["job_1.scene-1.narration"];
    const captions = composition.items["job_1.scene-1.captions"];
    expect(voice?.from).toBe(Math.round(LEAD_IN_SECONDS * 30));
    expect(captions?.from).toBe(voice?.from);
  });

  it("puts titles in front of captions, captions in front of pictures, and begins where the film ended", () => {
    const composition = lay(emptyComposition(), [scene(0, result(0))], { ...job, startFrame: 120 });
    expect(composition.tracks.map(({ name }) => name)).toEqual([
      "titles",
      "captions",
      "visuals",
      "narration",
    ]);
    expect(composition.items["job_1.scene-1.visual"]?.from).toBe(120);
  });

  it("replaces what a newer generation made, and leaves no old asset behind", () => {
    const before = lay(emptyComposition(), [scene(0, result(0)), scene(1, result(1))]);
    const after = lay(before, [scene(0, result(0, { generation: 2, seconds: 9 })), scene(1, result(1))]);
    expect(
      Object.keys(after.assets)
        .filter((id) => id.includes("scene-1"))
        .toSorted(),
    ).toEqual(["job_1.scene-1.narration-g2", "job_1.scene-1.visual-g2"]);
    expect(after.items["job_1.scene-2.visual"]?.from).toBe(270);
  });

  it("keeps what a person changed of an item that is only moved", () => {
    const before = lay(emptyComposition(), [scene(1, result(1))]);
    const edited = applyOperations(before, [
      { op: "update-item", itemId: "job_1.scene-2.title", set: { text: "My words", color: "#ff0000" } },
    ]);
    const after = lay(edited, [scene(0, result(0)), scene(1, result(1))]);
    expect(after.items["job_1.scene-2.title"]).toMatchObject({
      text: "My words",
      color: "#ff0000",
      from: 120,
    });
  });

  it("does not take scene 10 for scene 1", () => {
    const scenes = [scene(0, result(0)), scene(9, result(9))];
    const before = lay(emptyComposition(), scenes);
    const after = lay(before, [scene(0, result(0, { generation: 2 })), scene(9, result(9))]);
    expect(itemsOf(after, "scene-10")).toHaveLength(4);
    expect(Object.keys(after.assets).filter((id) => id.includes("scene-10"))).toHaveLength(2);
  });
});
