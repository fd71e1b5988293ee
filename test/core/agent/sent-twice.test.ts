import { describe, expect, it } from "vitest";
import { admitResume, admitRetryScene } from "../../../core/agent/admit-job-run.ts";
import { checkResume } from "../../../core/agent/check-resume.ts";
import { planTerms } from "../../../core/catalog/plans.ts";
import { topUp } from "../../../core/credits/add-credits.ts";
import { LEASE_MS } from "../../../core/jobs/keep-run.ts";
import { type AgentWorld, agentWorld, doneOf, PROJECT_ID } from "./agent-world.ts";
import { drive } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

/** A film that one run made, as far as its scenes let it. */
async function film(scenes: Parameters<typeof plansFilm>[0], credits?: number) {
  const world = await agentWorld(plansFilm(scenes), credits === undefined ? {} : { credits });
  const { runId } = await world.admit();
  await drive(world, runId);
  const jobId = (await world.deps.runs.get(runId))?.jobId ?? "";
  return { world, runId, jobId };
}

const resume = (world: AgentWorld, jobId: string) =>
  admitResume(world.deps, world.account, { jobId, apiKey: "k" });
const retry = (world: AgentWorld, jobId: string, sceneId: string) =>
  admitRetryScene(world.deps, world.account, { jobId, sceneId, apiKey: "k" });

describe("a resume that is sent twice", () => {
  it("at once is one run, and both read its events", async () => {
    const { world, jobId } = await film([{}, { visualPrompt: "[refuse]" }]);
    const both = await Promise.all([resume(world, jobId), resume(world, jobId), resume(world, jobId)]);
    expect(new Set(both.map(({ run }) => run.runId)).size).toBe(1);
    expect(both.filter(({ isAttached }) => !isAttached)).toHaveLength(1);
    expect(world.executions.size).toBe(2);
  });

  it("one after the other makes nothing and costs nothing the second time", async () => {
    const { world, jobId } = await film([{}, { visualPrompt: "[flaky]" }, {}], 60 + 9 + 9);
    await topUp(world.deps, { userId: world.account.userId, topUpId: "more", credits: 500 });
    const first = await resume(world, jobId);
    await drive(world, first.run.runId);
    const before = { ...(await world.balance()), started: world.makers.started.length };
    const second = await resume(world, jobId);
    expect(second.isAttached).toBe(false);
    await drive(world, second.run.runId);
    const events = await world.eventsOf(second.run.runId);
    expect(events.map(({ name }) => name)).toEqual(["plan_ready", "done"]);
    expect(doneOf(events).data).toMatchObject({
      messageKey: "Agent.longVideo.resume.done.complete",
      creditsUsed: 0,
    });
    expect({ ...(await world.balance()), started: world.makers.started.length }).toEqual(before);
  });
});

describe("a retry that is sent twice", () => {
  it("at once is one generation of the scene, charged once and counted once", async () => {
    const { world, jobId } = await film([{}, {}]);
    const both = await Promise.all([retry(world, jobId, "scene-1"), retry(world, jobId, "scene-1")]);
    const [runId = "", ...others] = new Set(both.map(({ run }) => run.runId));
    expect(others).toEqual([]);
    expect(both.filter(({ isAttached }) => !isAttached)).toHaveLength(1);
    const before = await world.balance();
    await drive(world, runId);
    const [scene] = await world.deps.jobs.listScenes(jobId);
    expect(scene?.generation).toBe(2);
    expect((await world.balance()).available).toBe(before.available - 9);
    for (let left = planTerms.free.regenerationsPerDay - 1; left > 0; left--) {
      await drive(world, (await retry(world, jobId, "scene-1")).run.runId);
    }
    await expect(retry(world, jobId, "scene-1")).rejects.toMatchObject({ code: "DAILY_LIMIT" });
  });

  it("does not take part in another scene's retry, nor in a resume", async () => {
    const { world, jobId } = await film([{}, { visualPrompt: "[refuse]" }]);
    const outcomes = await Promise.allSettled([
      retry(world, jobId, "scene-1"),
      retry(world, jobId, "scene-2"),
    ]);
    const started = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(started).toHaveLength(1);
    expect(refused).toMatchObject([{ code: "CONCURRENT_LIMIT", data: { jobId } }]);
    // A resume of a job that is at work on attaches, whatever works on it.
    expect(await resume(world, jobId)).toMatchObject({
      isAttached: true,
      run: { runId: started[0]?.run.runId },
    });
  });

  it("leaves a complete scene as it was when the new generation fails, and charges nothing for it", async () => {
    const { world, jobId } = await film([{}, {}]);
    const before = { composition: await world.composition(), balance: await world.balance() };
    world.makers.images.startImage = () => Promise.resolve({ vendorJobId: "x", model: "[refuse]" });
    const { run } = await retry(world, jobId, "scene-1");
    await drive(world, run.runId);
    const events = await world.eventsOf(run.runId);
    expect(events.map(({ name }) => name)).toEqual(["scene_start", "scene_failed", "done"]);
    expect(doneOf(events).data.messageKey).toBe("Agent.longVideo.retryScene.done.partial");
    expect(await world.composition()).toEqual(before.composition);
    expect(await world.balance()).toEqual(before.balance);
    expect(doneOf(events).data.resumeJobId).toBeUndefined();
  });
});

describe("check-resume", () => {
  const check = (world: AgentWorld) =>
    checkResume(world.deps, world.account, { projectId: String(PROJECT_ID) });

  it("says that a job is at work until its run ends, or shows no sign of life any more", async () => {
    const { world, jobId } = await film([{}, { visualPrompt: "[refuse]" }]);
    const standing = { jobId, remainingScenes: 1, totalScenes: 2 };
    expect(await check(world)).toEqual(standing);
    await resume(world, jobId);
    expect(await check(world)).toEqual({ ...standing, running: true });
    world.clock.advance(LEASE_MS);
    expect(await check(world)).toEqual(standing);
  });
});

describe("the jobs of an account", () => {
  it("are as many as its plan keeps: a new film forgets the oldest", async () => {
    const { world, jobId } = await film([{}]);
    const oldest = await world.deps.jobs.get(jobId);
    if (oldest === undefined) throw new Error("no job");
    for (let count = 1; count < planTerms.free.keptJobs; count++) {
      const createdAtEpochMs = oldest.createdAtEpochMs + count;
      await world.deps.jobs.create({ ...oldest, jobId: `job_kept_${count}`, createdAtEpochMs }, []);
    }
    world.clock.advance(60_000);
    expect(await world.deps.jobs.get(jobId)).toBeDefined();
    const { runId } = await world.admit({ reviewPlan: true });
    await drive(world, runId);
    expect(await world.deps.jobs.get(jobId)).toBeUndefined();
    expect(await world.deps.jobs.get("job_kept_1")).toBeDefined();
    const planned = (await world.deps.runs.get(runId))?.jobId ?? "";
    expect((await world.deps.jobs.get(planned))?.state).toBe("review");
  });
});
