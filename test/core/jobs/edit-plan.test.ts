import { describe, expect, it } from "vitest";
import { type EditJobBody, editJobBody } from "../../../core/contract/job-api.ts";
import { editPlan } from "../../../core/jobs/edit-plan.ts";
import type { Job, Scene } from "../../../core/ports/jobs.ts";

const job: Job = {
  jobId: "job_1",
  userId: "u",
  projectId: 1,
  runId: "run_1",
  state: "review",
  title: "Eclipses",
  locale: "en",
  voiceId: "Joanna",
  totalScenes: 3,
  autoSave: true,
  baseKey: "",
  startFrame: 0,
  width: 1920,
  height: 1080,
  createdAtEpochMs: 0,
};
const scenesOf = (count: number): Scene[] =>
  Array.from({ length: count }, (_, index) => ({
    jobId: job.jobId,
    sceneId: `scene-${index + 1}`,
    index,
    title: "",
    narration: `Sentence ${index + 1}.`,
    visualKind: "image",
    visualPrompt: `picture ${index + 1}`,
    generation: 1,
    state: "pending",
  }));
const edit = (fields: Partial<EditJobBody>): EditJobBody => editJobBody.parse(fields);
const editThree = (fields: Parameters<typeof editJobBody.parse>[0]) =>
  editPlan(job, scenesOf(3), editJobBody.parse(fields));

/** Every problem as `path: message`. */
function problemsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message.split("; ") : [];
  }
  throw new Error("nothing was refused");
}

describe("an edit of a plan", () => {
  it("changes a scene and leaves the others alone", () => {
    const result = editThree({ scenes: [{ sceneId: "scene-2", narration: "  Other words. " }] });
    expect(result?.changed).toEqual([
      {
        sceneId: "scene-2",
        index: 1,
        title: "",
        narration: "Other words.",
        visualKind: "image",
        visualPrompt: "picture 2",
      },
    ]);
    expect(result).toMatchObject({ added: [], removed: [], after: { state: "review", totalScenes: 3 } });
  });

  it("is nothing when it says what is there", () => {
    expect(editThree({})).toBeUndefined();
    expect(editThree({ scenes: [{ sceneId: "scene-1", narration: "Sentence 1." }] })).toBeUndefined();
    expect(editThree({ order: ["scene-1", "scene-2", "scene-3"] })).toBeUndefined();
  });

  it("moves scenes, which keep their ids", () => {
    const result = editThree({ order: ["scene-3", "scene-1", "scene-2"] });
    expect(result?.changed.map(({ sceneId, index }) => [sceneId, index])).toEqual([
      ["scene-3", 0],
      ["scene-1", 1],
      ["scene-2", 2],
    ]);
  });

  it("removes a scene; the ones behind it move up", () => {
    const result = editThree({ remove: ["scene-1"] });
    expect(result).toMatchObject({
      removed: ["scene-1"],
      changed: [
        { sceneId: "scene-2", index: 0 },
        { sceneId: "scene-3", index: 1 },
      ],
      after: { totalScenes: 2 },
    });
  });

  it("adds scenes before one that stays, else at the end, under ids that were never there", () => {
    const scenes = scenesOf(2);
    const shortened: Job = { ...job, totalScenes: 2, lastSceneNumber: 3 };
    const add = [
      { before: "scene-1", visualPrompt: "first" },
      { visualPrompt: "last", visualKind: "video" as const },
    ];
    const result = editPlan(shortened, scenes, edit({ add }));
    expect(result?.added).toEqual([
      expect.objectContaining({ sceneId: "scene-4", index: 0, visualPrompt: "first", state: "pending" }),
      expect.objectContaining({ sceneId: "scene-5", index: 3, visualKind: "video", generation: 1 }),
    ]);
    expect(result?.after).toEqual({ state: "review", totalScenes: 4, lastSceneNumber: 5 });
  });

  it("gives a scene media of its own, and takes it away again with null", () => {
    const remoteUrl = "https://example.com/a.png";
    const [scene] = scenesOf(1);
    if (scene === undefined) throw new Error("no scene");
    const given = editPlan(job, [scene], edit({ scenes: [{ sceneId: "scene-1", remoteUrl }] }));
    expect(given?.changed).toMatchObject([{ remoteUrl }]);
    const own = { ...scene, remoteUrl };
    const taken = editPlan(job, [own], edit({ scenes: [{ sceneId: "scene-1", remoteUrl: null }] }));
    expect(taken?.changed[0]).not.toHaveProperty("remoteUrl");
  });

  it("leaves a film partial whose scenes are not all made, and complete when the missing one goes", () => {
    const result = { generation: 1, visual: media, durationInSeconds: 2 };
    const made = scenesOf(3).map((scene) => (scene.index < 2 ? { ...scene, result } : scene));
    const partial: Job = { ...job, state: "partial" };
    expect(editPlan(partial, made, edit({ remove: ["scene-3"] }))?.after.state).toBe("complete");
    const complete: Job = { ...job, state: "complete", totalScenes: 2 };
    const added = editPlan(complete, made.slice(0, 2), edit({ add: [{ visualPrompt: "more" }] }));
    expect(added?.after.state).toBe("partial");
  });

  it("names every id that is wrong", () => {
    const problems = problemsOf(() =>
      editThree({
        scenes: [{ sceneId: "scene-9" }, { sceneId: "scene-1" }],
        remove: ["scene-1", "scene-8"],
        order: ["scene-2", "scene-2"],
        add: [{ before: "scene-1", visualPrompt: "x" }],
      }),
    );
    expect(problems).toEqual([
      "remove.1: There is no scene-8.",
      "order.1: scene-2 is there twice.",
      "scenes.0.sceneId: There is no scene-9.",
      "scenes.1.sceneId: scene-1 is removed.",
      "add.0.before: No scene scene-1 stays.",
      "order: must name every scene: scene-3",
    ]);
  });

  it("names every scene that cannot be made", () => {
    const url = "https://example.com/a.mp3";
    const problems = problemsOf(() =>
      editThree({
        scenes: [
          { sceneId: "scene-1", visualPrompt: " " },
          { sceneId: "scene-2", voice: "none", narrationUrl: url },
          { sceneId: "scene-3", durationInSeconds: 4 },
        ],
        add: [{ narration: "No picture." }],
      }),
    );
    expect(problems).toEqual([
      "scenes.0.visualPrompt: is required without a remoteUrl",
      'scenes.1.narrationUrl: does not go with voice "none"',
      'scenes.2.durationInSeconds: goes with voice "none" only',
      "add.0.visualPrompt: is required without a remoteUrl",
    ]);
  });

  it("leaves at least one scene and at most a hundred, and changes at most 99 at once", () => {
    const all = ["scene-1", "scene-2", "scene-3"];
    expect(problemsOf(() => editThree({ remove: all }))).toEqual(["remove: One scene has to stay."]);
    const many: Job = { ...job, totalScenes: 100 };
    expect(problemsOf(() => editPlan(many, scenesOf(100), edit({ add: [{ visualPrompt: "x" }] })))).toEqual([
      "add: A film has at most 100 scenes.",
    ]);
    const turned = scenesOf(100)
      .map(({ sceneId }) => sceneId)
      .toReversed();
    expect(problemsOf(() => editPlan(many, scenesOf(100), edit({ order: turned })))).toEqual([
      "At most 99 scenes can change, move, come or go at once.",
    ]);
  });

  it.each([
    ["a text that is too long", { scenes: [{ sceneId: "scene-1", narration: "x".repeat(1501) }] }],
    ["a URL that is none", { scenes: [{ sceneId: "scene-1", remoteUrl: "file:///etc/passwd" }] }],
    ["another voice", { scenes: [{ sceneId: "scene-1", voice: "Joanna" }] }],
    ["eleven minutes", { scenes: [{ sceneId: "scene-1", voice: "none", durationInSeconds: 660 }] }],
  ])("takes no %s", (_, body) => {
    expect(editJobBody.safeParse(body).success).toBe(false);
  });
});

const media = {
  path: "/assets/u/1.jpg",
  contentHash: "1",
  mimeType: "image/jpeg",
  kind: "image" as const,
  width: 8,
  height: 8,
};
