import { describe, expect, it } from "vitest";
import { admitResume } from "../../../core/agent/admit-job-run.ts";
import { editJob } from "../../../core/agent/edit-job.ts";
import { creditsForImages, creditsForScene, creditsForSpeech } from "../../../core/catalog/rates.ts";
import type { AgentEvent } from "../../../core/contract/agent-events.ts";
import type { SceneChanges } from "../../../core/contract/job-api.ts";
import { agentWorld, doneOf } from "./agent-world.ts";
import { chaoticDelivery } from "./chaos.ts";
import { type Delivery, drive, once } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

const NARRATION = "This is what part 1 says about it.";
const PICTURE = "https://own.example/image/mine.png";
const CLIP = "https://own.example/video/mine.mp4";
const VOICE = "https://own.example/audio/mine.mp3";
const fields = { apiKey: "k" };

/** A film of one scene, changed while its plan was reviewed, and made. */
async function madeWith(changes: SceneChanges, delivery: Delivery = once) {
  const world = await agentWorld(plansFilm([{}]));
  const review = await world.admit({ reviewPlan: true });
  await drive(world, review.runId);
  const { resumeJobId: jobId = "" } = doneOf(await world.eventsOf(review.runId)).data;
  const body = { version: 1, scenes: [{ sceneId: "scene-1", ...changes }] };
  const edited = await editJob(world.deps, world.account, { jobId, body, ifMatch: undefined });
  const before = await world.balance();
  const { run } = await admitResume(world.deps, world.account, { jobId, ...fields });
  await drive(world, run.runId, delivery);
  const events = await world.eventsOf(run.runId);
  const [scene] = await world.deps.jobs.listScenes(jobId);
  const after = await world.balance();
  const items = Object.values((await world.composition()).items);
  return { world, events, scene, items, held: after.held, spent: before.available - after.available, edited };
}

const named = (events: readonly AgentEvent[], name: string) => events.filter((event) => event.name === name);

describe("a scene that brings its own picture", () => {
  it("shows it, and costs its narration alone", async () => {
    const { world, scene, items, spent, held, edited, events } = await madeWith({ remoteUrl: PICTURE });
    expect(world.makers.started).toEqual([]);
    expect(scene?.result?.visual).toMatchObject({ kind: "image", mimeType: "image/png" });
    expect(items.map(({ type }) => type).toSorted()).toEqual(["audio", "captions", "image", "text"]);
    expect({ spent, held }).toEqual({ spent: creditsForSpeech(NARRATION.length), held: 0 });
    expect(edited.remainingCredits).toBe(spent);
    expect(doneOf(events).data.creditsUsed).toBe(spent);
  });

  it("or its own clip, whatever kind of visual was planned", async () => {
    const { items } = await madeWith({ remoteUrl: CLIP });
    expect(items.map(({ type }) => type)).toContain("video");
  });

  it.each([
    ["is nothing we take", "https://own.example/image/garbage", "The media is nothing we take."],
    ["is a sound", VOICE, "it is audio, neither a picture nor a clip."],
  ])(
    "fails clearly when it %s, costs nothing, and does not count as a vendor's failure",
    async (_, remoteUrl, why) => {
      const { world, events, spent, held } = await madeWith({ remoteUrl, voice: "none" });
      expect(named(events, "scene_failed")).toEqual([
        { name: "scene_failed", payload: { sceneId: "scene-1", error: `remoteUrl: ${why}` } },
      ]);
      expect({ spent, held }).toEqual({ spent: 0, held: 0 });
      expect(await world.failuresToday()).toBe(0);
      expect(doneOf(events).data).toMatchObject({
        messageKey: "Agent.longVideo.resume.done.partial",
        remainingScenes: 1,
      });
    },
  );
});

describe("a scene that brings its own narration", () => {
  it("is as long as it, with its text spread over it as captions, and costs its picture alone", async () => {
    const { world, scene, items, spent } = await madeWith({
      narrationUrl: VOICE,
      narration: "So, we begin.",
    });
    expect(world.makers.spoken).toEqual([]);
    expect(scene?.result?.speech).toMatchObject({
      voiceId: "own",
      durationInSeconds: 0.3,
      captions: [
        { text: "So,", startMs: 0, endMs: 86 },
        { text: "we", startMs: 86, endMs: 150 },
        { text: "begin.", startMs: 150, endMs: 300 },
      ],
    });
    expect(items.map(({ type }) => type).toSorted()).toEqual(["audio", "captions", "image", "text"]);
    expect(spent).toBe(creditsForImages(1));
  });

  it("has no captions when it has no text", async () => {
    const { items } = await madeWith({ narrationUrl: VOICE, narration: "" });
    expect(items.map(({ type }) => type).toSorted()).toEqual(["audio", "image", "text"]);
  });

  it.each([
    ["is nothing we take", "https://own.example/audio/garbage", "The media is nothing we take."],
    ["is a picture", PICTURE, "it is image, not audio."],
  ])("fails clearly when it %s, and costs nothing", async (_, narrationUrl, why) => {
    const { events, spent, held } = await madeWith({ narrationUrl });
    expect(named(events, "scene_failed")).toEqual([
      { name: "scene_failed", payload: { sceneId: "scene-1", error: `narrationUrl: ${why}` } },
    ]);
    expect({ spent, held }).toEqual({ spent: 0, held: 0 });
  });
});

describe("a scene without a voice", () => {
  it("is as long as was planned, and pays for no narration", async () => {
    const { world, scene, items, spent } = await madeWith({ voice: "none", durationInSeconds: 7.5 });
    expect(world.makers.spoken).toEqual([]);
    expect(scene?.result?.durationInSeconds).toBe(7.5);
    expect(items.map(({ type }) => type).toSorted()).toEqual(["image", "text"]);
    expect(spent).toBe(creditsForImages(1));
  });

  it("asks for a clip of the planned length", async () => {
    const clip = { voice: "none", visualKind: "video" } as const;
    const short = await madeWith({ ...clip, durationInSeconds: 6 });
    const long = await madeWith({ ...clip, durationInSeconds: 12 });
    expect(short.spent).toBe(creditsForScene({ videoSeconds: 5, narrationCharacters: 0 }));
    expect(long.spent).toBe(creditsForScene({ videoSeconds: 10, narrationCharacters: 0 }));
  });

  it("is as long as its words take to read, and without words as its own clip", async () => {
    const read = await madeWith({ voice: "none", narration: "One two three four five six seven eight." });
    expect(read.scene?.result?.durationInSeconds).toBeCloseTo(8 / 2.6 + 0.6, 1);
    const shown = await madeWith({ voice: "none", narration: "", remoteUrl: CLIP });
    expect(shown.scene?.result?.durationInSeconds).toBe(5);
    expect(shown.spent).toBe(0);
  });
});

describe("scenes that cost nothing, and steps that come twice and crash between writes", () => {
  it.each(Array.from({ length: 20 }, (_, index) => index + 1))(
    "end complete, with nothing held and nothing charged (%i)",
    async (seed) => {
      const delivery = chaoticDelivery(seed, { repeats: 0.4, crashes: 0.005, deaths: 0 });
      const { events, spent, held } = await madeWith({ remoteUrl: PICTURE, narrationUrl: VOICE }, delivery);
      expect({ spent, held }).toEqual({ spent: 0, held: 0 });
      expect(named(events, "scene_complete")).toHaveLength(1);
    },
  );
});
