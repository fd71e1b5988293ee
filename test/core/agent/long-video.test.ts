import { describe, expect, it } from "vitest";
import { admitResume, admitRetryScene } from "../../../core/agent/admit-job-run.ts";
import { checkResume } from "../../../core/agent/check-resume.ts";
import { creditsForScene } from "../../../core/catalog/rates.ts";
import { compositionProblems } from "../../../core/compositions/validate.ts";
import type { AgentEvent } from "../../../core/contract/agent-events.ts";
import { type AgentWorld, agentWorld, doneOf, PROJECT_ID } from "./agent-world.ts";
import { drive } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

const named = (events: readonly AgentEvent[], name: string) => events.filter((event) => event.name === name);
const account = ({ account: owner }: AgentWorld) => owner;

async function film(scenes: Parameters<typeof plansFilm>[0], options: { credits?: number } = {}) {
  const world = await agentWorld(plansFilm(scenes), options);
  const run = await world.admit();
  await drive(world, run.runId);
  return { world, run, events: await world.eventsOf(run.runId) };
}

describe("a long video", () => {
  it("tells its story in order: plan, scenes, checkpoints, one end", async () => {
    const { events } = await film([{}, {}, {}, {}]);
    const names = events.map(({ name }) => name);
    expect(names.indexOf("plan_ready")).toBeLessThan(names.indexOf("scene_start"));
    expect(named(events, "scene_start")).toHaveLength(4);
    expect(named(events, "scene_complete")).toHaveLength(4);
    expect(names.filter((name) => name === "done" || name === "error")).toEqual(["done"]);
    expect(named(events, "tool_start").length).toBe(named(events, "tool_end").length);
    expect(doneOf(events)).toMatchObject({
      success: true,
      data: {
        messageKey: "Agent.longVideo.done.complete",
        message: "Your video is ready: all 4 scenes are done.",
        totalScenes: 4,
        remainingScenes: 0,
        projectId: PROJECT_ID,
      },
    });
    expect(doneOf(events).data.resumeJobId).toBeUndefined();
  });

  it("lays its scenes end to end in planned order, each with picture, voice, captions and title", async () => {
    const { world } = await film([{}, { visualKind: "video" }, {}]);
    const composition = await world.composition();
    expect(compositionProblems(composition)).toEqual([]);
    const visuals = Object.values(composition.items)
      .filter(({ type }) => type === "image" || type === "video")
      .toSorted((a, b) => a.from - b.from);
    expect(visuals[0]?.from).toBe(0);
    for (const [index, item] of visuals.slice(1).entries()) {
      const before = visuals[index];
      expect(item.from).toBe((before?.from ?? 0) + (before?.durationInFrames ?? 0));
    }
    for (const type of ["audio", "captions", "text"]) {
      expect(Object.values(composition.items).filter((item) => item.type === type)).toHaveLength(3);
    }
  });

  it("charges what it made and leaves nothing held", async () => {
    const { world, events } = await film([{}, {}]);
    const { available, held } = await world.balance();
    expect(held).toBe(0);
    const { creditsUsed } = doneOf(events).data;
    expect(world.startCredits - available).toBe(creditsUsed);
    const narration = "This is what part 1 says about it.".length;
    expect(creditsUsed).toBeGreaterThanOrEqual(
      2 * creditsForScene({ videoSeconds: 0, narrationCharacters: narration }),
    );
  });

  it("goes on when one scene fails: the others close up, the failed one costs nothing and can be resumed", async () => {
    const { world, run, events } = await film([{}, { visualPrompt: "[refuse]" }, {}]);
    expect(named(events, "scene_failed")).toEqual([
      {
        name: "scene_failed",
        payload: { sceneId: "scene-2", error: "The picture could not be made: not allowed" },
      },
    ]);
    const done = doneOf(events);
    expect(done).toMatchObject({
      success: true,
      data: { messageKey: "Agent.longVideo.done.partial", remainingScenes: 1, totalScenes: 3 },
    });
    const composition = await world.composition();
    const first = composition.items[`${done.data.resumeJobId}.scene-1.visual`];
    const third = composition.items[`${done.data.resumeJobId}.scene-3.visual`];
    expect(third?.from).toBe(first?.durationInFrames);
    expect((await world.balance()).held).toBe(0);
    const entries = await world.deps.credits.listEntries(run.userId);
    expect(entries.filter(({ kind }) => kind === "capture").map(({ holdId }) => holdId)).not.toContainEqual(
      expect.stringContaining("scene-2"),
    );
    expect(await checkResume(world.deps, account(world), { projectId: String(PROJECT_ID) })).toEqual({
      jobId: done.data.resumeJobId,
      remainingScenes: 1,
      totalScenes: 3,
    });
    expect(world.published).toMatchObject([{ name: "job.partial", detail: { remainingScenes: 1 } }]);
  });

  it("starts a vendor's hiccup and a vendor's garbage again, but not for ever", async () => {
    const { events, world } = await film([{ visualPrompt: "[flaky]" }, { visualPrompt: "[garbage]" }]);
    expect(named(events, "scene_complete")).toHaveLength(1);
    expect(named(events, "scene_failed")).toHaveLength(1);
    expect(world.makers.started.filter(({ prompt }) => prompt === "[flaky]")).toHaveLength(2);
    expect(world.makers.started.filter(({ prompt }) => prompt === "[garbage]")).toHaveLength(3);
  });

  it("completes a scene without a voice and says why, and does not charge for the voice", async () => {
    const { world, events } = await film([{ narration: "[mute] words" }]);
    expect(named(events, "scene_complete")).toEqual([
      { name: "scene_complete", payload: { sceneId: "scene-1", voiceError: "This voice cannot say that." } },
    ]);
    const types = Object.values((await world.composition()).items).map(({ type }) => type);
    expect(types.toSorted()).toEqual(["image", "text"]);
  });

  it("stops at the first scene it cannot pay for, and resumes there", async () => {
    const sceneCredits = creditsForScene({ videoSeconds: 0, narrationCharacters: 40 });
    const { world, run, events } = await film([{}, {}, {}, {}], { credits: 60 + 2 * sceneCredits + 1 });
    expect(named(events, "insufficient_credit")).toHaveLength(1);
    expect(named(events, "scene_start")).toHaveLength(2);
    const done = doneOf(events);
    expect(done).toMatchObject({
      success: false,
      data: { messageKey: "Agent.longVideo.done.insufficientCredit", remainingScenes: 2, totalScenes: 4 },
    });
    expect((await world.balance()).held).toBe(0);

    const { topUp } = await import("../../../core/credits/add-credits.ts");
    await topUp(world.deps, { userId: run.userId, topUpId: "more", credits: 500 });
    const { run: resumed } = await admitResume(world.deps, account(world), {
      jobId: done.data.resumeJobId,
      apiKey: "k",
    });
    await drive(world, resumed.runId);
    const after = await world.eventsOf(resumed.runId);
    expect(named(after, "scene_complete")).toHaveLength(2);
    expect(doneOf(after).data.messageKey).toBe("Agent.longVideo.resume.done.complete");
  });

  it("keeps checkpoints five seconds apart, each a composition that is whole", async () => {
    const { world, run } = await film(Array.from({ length: 8 }, () => ({})));
    const logged = (await world.deps.log.read(run.runId, 0, 1000)).filter(
      ({ event }) => event.name === "checkpoint",
    );
    expect(logged.length).toBeGreaterThan(1);
    for (const [index, { atEpochMs }] of logged.slice(1).entries()) {
      expect(atEpochMs - (logged[index]?.atEpochMs ?? 0)).toBeGreaterThanOrEqual(5_000);
    }
    for (const { event } of logged) {
      if (event.name === "checkpoint") expect(compositionProblems(event.payload.composition)).toEqual([]);
    }
  });

  it("writes nothing to the project without auto-save, and tells the whole film in done", async () => {
    const world = await agentWorld(plansFilm([{}, {}]));
    const run = await world.admit({ autoSave: false });
    await drive(world, run.runId);
    expect((await world.composition()).items).toEqual({});
    expect((await world.deps.projects.get(PROJECT_ID))?.version).toBe(1);
    expect((await world.deps.projects.listChat(PROJECT_ID, 10)).total).toBe(0);
    const { composition } = doneOf(await world.eventsOf(run.runId)).data;
    expect(Object.values(composition.items).filter(({ type }) => type === "image")).toHaveLength(2);
  });
});

describe("resume and retry", () => {
  it("make only what is missing, with the same words, prompts and voice (I5)", async () => {
    const { world, events } = await film([
      {},
      { visualPrompt: "[refuse] two" },
      {},
      { visualPrompt: "[refuse] four" },
    ]);
    const started = world.makers.started.length;
    const jobId = doneOf(events).data.resumeJobId;
    const spokenBefore = world.makers.spoken.filter(({ text }) => text.includes("part 2"));
    const { run } = await admitResume(world.deps, account(world), { jobId, apiKey: "k" });
    await drive(world, run.runId);
    const prompts = world.makers.started.slice(started).map(({ prompt }) => prompt);
    expect(prompts.toSorted()).toEqual(["[refuse] four", "[refuse] two"]);
    const spoken = world.makers.spoken.filter(({ text }) => text.includes("part 2"));
    expect(new Set(spoken.map(({ text, voiceId }) => `${voiceId}: ${text}`)).size).toBe(1);
    expect(spoken.length).toBeGreaterThan(spokenBefore.length);
  });

  it("leave a complete scene alone until its retry succeeds", async () => {
    const { world, run, events } = await film([{}, {}]);
    expect(doneOf(events).data.resumeJobId).toBeUndefined();
    const jobId = (await world.deps.runs.get(run.runId))?.jobId;
    const before = await world.composition();
    const fields = { jobId, sceneId: "scene-1", apiKey: "k" };
    const { run: retry } = await admitRetryScene(world.deps, account(world), fields);
    await drive(world, retry.runId);
    const after = await world.composition();
    const id = `${jobId}.scene-1.visual`;
    expect(after.items[id]).toMatchObject({ assetId: expect.stringContaining("g2") });
    expect(Object.keys(after.items).toSorted()).toEqual(Object.keys(before.items).toSorted());
    expect(Object.keys(after.assets)).toHaveLength(Object.keys(before.assets).length);
    const names = (await world.eventsOf(retry.runId)).map(({ name }) => name);
    expect(names.filter((name) => name !== "checkpoint")).toEqual(["scene_start", "scene_complete", "done"]);
  });

  it("attach to the run that is at work on the job", async () => {
    const world = await agentWorld(plansFilm([{}]));
    const run = await world.admit();
    await world.deps.runs.update(run.runId, { state: "running", jobId: "job_000001" });
    await world.deps.jobs.create(
      {
        jobId: "job_000001",
        userId: run.userId,
        projectId: PROJECT_ID,
        runId: run.runId,
        state: "running",
        title: "",
        locale: "en",
        voiceId: "Joanna",
        totalScenes: 0,
        autoSave: true,
        baseKey: "",
        startFrame: 0,
        width: 16,
        height: 16,
        createdAtEpochMs: 0,
      },
      [],
    );
    const body = { jobId: "job_000001", apiKey: "k" };
    expect(await admitResume(world.deps, account(world), body)).toMatchObject({
      run: { runId: run.runId },
      isAttached: true,
    });
  });

  it("refuse jobs that are unknown, and those of others", async () => {
    const { world, run } = await film([{}]);
    const jobId = (await world.deps.runs.get(run.runId))?.jobId;
    const body = { jobId, apiKey: "k" };
    const stranger = { ...world.account, userId: "user-2" };
    await expect(admitResume(world.deps, stranger, body)).rejects.toMatchObject({ httpStatus: 403 });
    await expect(admitResume(world.deps, world.account, { ...body, jobId: "job_x" })).rejects.toMatchObject({
      httpStatus: 404,
    });
    await expect(
      admitRetryScene(world.deps, world.account, { ...body, sceneId: "scene-9" }),
    ).rejects.toMatchObject({ httpStatus: 404 });
  });
});

describe("the film while its scenes are made", () => {
  it("is laid out with each checkpoint and not with each scene, and whole in the end", async () => {
    const world = await agentWorld(plansFilm(Array.from({ length: 12 }, () => ({}))));
    const { runId } = await world.admit();
    const { writeComposition } = world.deps.projects;
    let writes = 0;
    world.deps.projects.writeComposition = async (...args) => {
      const isWritten = await writeComposition(...args);
      if (isWritten) writes += 1;
      return isWritten;
    };
    await drive(world, runId);
    const events = await world.eventsOf(runId);
    const checkpoints = events.filter(({ name }) => name === "checkpoint").length;
    expect(checkpoints).toBeGreaterThanOrEqual(1);
    expect(writes).toBeLessThanOrEqual(checkpoints + 1);
    const titles = Object.values((await world.composition()).items).filter(({ type }) => type === "text");
    expect(titles).toHaveLength(12);
    expect(doneOf(events).data.composition).toEqual(await world.composition());
  });
});
