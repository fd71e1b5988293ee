import { describe, expect, it } from "vitest";
import { admitResume } from "../../../core/agent/admit-job-run.ts";
import { editJob } from "../../../core/agent/edit-job.ts";
import { reapStuckRuns } from "../../../core/agent/reap-run.ts";
import { creditsForScene, MODEL_ESTIMATE_CREDITS } from "../../../core/catalog/rates.ts";
import { topUp } from "../../../core/credits/add-credits.ts";
import { LEASE_MS } from "../../../core/jobs/keep-run.ts";
import { type AgentWorld, agentWorld, doneOf } from "./agent-world.ts";
import { drive, MachineDied, once } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

const PICTURE_SCENE = creditsForScene({ videoSeconds: 0, narrationCharacters: 34 });
const CLIP_SCENE = creditsForScene({ videoSeconds: 5, narrationCharacters: 34 });

const jobOf = async (world: AgentWorld, runId: string) => (await world.deps.runs.get(runId))?.jobId ?? "";

describe("the credits of a film", () => {
  it("are held scene by scene, as scenes start, and captured as they complete", async () => {
    const world = await agentWorld(plansFilm([{}, {}, {}, {}, {}]));
    const { runId, userId } = await world.admit();
    await drive(world, runId);
    const entries = await world.deps.credits.listEntries(userId);
    let held = 0;
    const heldAfter = entries.map((entry) => {
      held += entry.held;
      return held;
    });
    expect(heldAfter[entries.findIndex(({ kind }) => kind === "hold")]).toBe(MODEL_ESTIMATE_CREDITS);
    // Three workers: never more than what they work on is held, beside the model's estimate.
    expect(Math.max(...heldAfter)).toBeLessThanOrEqual(MODEL_ESTIMATE_CREDITS + 3 * PICTURE_SCENE);
    expect(heldAfter.at(-1)).toBe(0);
    const scenes = await world.deps.jobs.listScenes(await jobOf(world, runId));
    for (const { jobId, sceneId } of scenes) {
      const own = entries.filter(({ holdId }) => holdId === `scene:${jobId}:${sceneId}:1`);
      expect(own.map(({ kind, held: change }) => [kind, change])).toEqual([
        ["hold", PICTURE_SCENE],
        ["capture", -PICTURE_SCENE],
      ]);
    }
  });

  it("that run out stop every scene after that, a cheaper one too, and say what is missing", async () => {
    const scenes = [{}, { visualKind: "video" as const }, {}, {}, {}, {}];
    const credits = MODEL_ESTIMATE_CREDITS + 2 * PICTURE_SCENE + 3;
    const world = await agentWorld(plansFilm(scenes), { credits });
    const { runId } = await world.admit();
    await drive(world, runId);
    const events = await world.eventsOf(runId);
    const short = events.flatMap((event) => (event.name === "insufficient_credit" ? [event.payload] : []));
    expect(short).toEqual([
      { completedScenes: 0, totalScenes: 6, remainingCredit: expect.any(Number), estPerScene: CLIP_SCENE },
    ]);
    expect(short[0]?.remainingCredit).toBeLessThan(CLIP_SCENE);
    const started = events.flatMap((event) => (event.name === "scene_start" ? [event.payload.sceneId] : []));
    const complete = events.flatMap((event) =>
      event.name === "scene_complete" ? [event.payload.sceneId] : [],
    );
    expect(started).toContain("scene-1");
    expect(started).not.toContain("scene-4");
    expect(complete.toSorted()).toEqual(started.toSorted());
    expect(doneOf(events)).toMatchObject({
      success: false,
      data: {
        messageKey: "Agent.longVideo.done.insufficientCredit",
        resumeJobId: await jobOf(world, runId),
        remainingScenes: 6 - started.length,
        totalScenes: 6,
      },
    });
    expect((await world.balance()).held).toBe(0);
  });

  it("are settled when the run dies after they ran out, and the job goes on once there are more", async () => {
    let died = 0;
    for (let steps = 4; ; steps++) {
      const world = await agentWorld(plansFilm([{}, {}, {}, {}]), {
        credits: MODEL_ESTIMATE_CREDITS + 2 * PICTURE_SCENE + 1,
      });
      const { runId, userId } = await world.admit();
      let count = 0;
      const isOver = await drive(world, runId, { ...once, dies: () => ++count > steps }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof MachineDied) return false;
          throw error;
        },
      );
      if (isOver) break;
      const names = (await world.eventsOf(runId)).map(({ name }) => name);
      if (!names.includes("insufficient_credit")) continue;
      died++;
      world.clock.advance(LEASE_MS);
      await reapStuckRuns(world.deps);
      const jobId = await jobOf(world, runId);
      expect((await world.balance()).held).toBe(0);
      expect(await world.deps.jobs.get(jobId)).toMatchObject({ state: "partial" });
      await topUp(world.deps, { userId, topUpId: "more", credits: 500 });
      const { run } = await admitResume(world.deps, world.account, { jobId, apiKey: "k" });
      await drive(world, run.runId);
      expect(doneOf(await world.eventsOf(run.runId)).data.messageKey).toBe(
        "Agent.longVideo.resume.done.complete",
      );
      const entries = await world.deps.credits.listEntries(userId);
      const captured = entries.filter(
        ({ kind, holdId }) => kind === "capture" && holdId?.startsWith("scene:"),
      );
      expect(captured).toHaveLength(4);
    }
    expect(died).toBeGreaterThan(5);
  });

  it("must be there for the next scene when a job is resumed; one's own media need none", async () => {
    const world = await agentWorld(plansFilm([{ visualKind: "video" }]), {
      credits: MODEL_ESTIMATE_CREDITS + PICTURE_SCENE,
    });
    const { runId } = await world.admit({ reviewPlan: true });
    await drive(world, runId);
    const jobId = await jobOf(world, runId);
    const { available } = await world.balance();
    const resume = () => admitResume(world.deps, world.account, { jobId, apiKey: "k" });
    await expect(resume()).rejects.toMatchObject({
      httpStatus: 402,
      code: "INSUFFICIENT_CREDIT",
      data: { required: CLIP_SCENE, available },
    });
    expect(await world.deps.runs.getLock(world.account.userId)).toBeUndefined();
    const own = { sceneId: "scene-1", remoteUrl: "https://own.example/video/mine.mp4", voice: "none" };
    await editJob(world.deps, world.account, {
      jobId,
      body: { version: 1, scenes: [own] },
      ifMatch: undefined,
    });
    const { run } = await resume();
    await drive(world, run.runId);
    expect(doneOf(await world.eventsOf(run.runId)).data.messageKey).toBe(
      "Agent.longVideo.resume.done.complete",
    );
    expect(await world.balance()).toEqual({ available, held: 0 });
  });
});
