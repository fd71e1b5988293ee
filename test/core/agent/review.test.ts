import { describe, expect, it } from "vitest";
import { admitResume } from "../../../core/agent/admit-job-run.ts";
import { checkResume } from "../../../core/agent/check-resume.ts";
import { editJob } from "../../../core/agent/edit-job.ts";
import { reapStuckRuns } from "../../../core/agent/reap-run.ts";
import { showJob } from "../../../core/agent/show-job.ts";
import { creditsForScene, creditsForTokens } from "../../../core/catalog/rates.ts";
import { compositionProblems } from "../../../core/compositions/validate.ts";
import type { AgentEvent } from "../../../core/contract/agent-events.ts";
import { LEASE_MS } from "../../../core/jobs/keep-run.ts";
import { type AgentWorld, agentWorld, doneOf, PROJECT_ID } from "./agent-world.ts";
import { drive, MachineDied, once } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

const named = (events: readonly AgentEvent[], name: string) => events.filter((event) => event.name === name);

/** A plan that waits to be reviewed. */
async function reviewed(scenes: Parameters<typeof plansFilm>[0] = [{}, {}, {}]) {
  const world = await agentWorld(plansFilm(scenes));
  const run = await world.admit({ reviewPlan: true });
  await drive(world, run.runId);
  const events = await world.eventsOf(run.runId);
  return { world, run, events, jobId: doneOf(events).data.resumeJobId ?? "" };
}

const edit = (world: AgentWorld, jobId: string, body: unknown, ifMatch?: number) =>
  editJob(world.deps, world.account, { jobId, body, ifMatch });

async function resume(world: AgentWorld, jobId: string) {
  const { run } = await admitResume(world.deps, world.account, { jobId, apiKey: "k" });
  await drive(world, run.runId);
  return world.eventsOf(run.runId);
}

/** Prompts of the pictures in the project's film, from its beginning. */
async function picturesOf(world: AgentWorld, jobId: string): Promise<string[]> {
  const scenes = await world.deps.jobs.listScenes(jobId);
  const { items } = await world.composition();
  return scenes
    .map((scene) => ({ prompt: scene.visualPrompt, item: items[`${jobId}.${scene.sceneId}.visual`] }))
    .toSorted((a, b) => (a.item?.from ?? 0) - (b.item?.from ?? 0))
    .flatMap(({ prompt, item }) => (item === undefined ? [] : [prompt]));
}

describe("a run whose plan is to be reviewed", () => {
  it("stops after the plan, which carries its scenes, and says where it goes on", async () => {
    const { world, events, jobId } = await reviewed();
    expect(events.map(({ name }) => name)).toEqual(["tool_start", "plan_ready", "tool_end", "done"]);
    expect(named(events, "plan_ready")[0]?.payload).toMatchObject({
      jobId,
      totalScenes: 3,
      version: 1,
      scenes: [
        {
          sceneId: "scene-1",
          sceneIndex: 0,
          title: "Part 1",
          narration: "This is what part 1 says about it.",
          visualKind: "image",
          visualPrompt: expect.stringContaining("picture 1"),
          credits: creditsForScene({ videoSeconds: 0, narrationCharacters: 34 }),
        },
        { sceneId: "scene-2" },
        { sceneId: "scene-3" },
      ],
    });
    expect(doneOf(events)).toMatchObject({
      success: true,
      data: {
        messageKey: "Agent.longVideo.review.done",
        message: "Here is the plan with 3 scenes. Review it, then resume to make the video.",
        resumeJobId: jobId,
        remainingScenes: 3,
        totalScenes: 3,
      },
    });
    expect((await world.deps.jobs.get(jobId))?.state).toBe("review");
    expect((await world.composition()).items).toEqual({});
    expect(await checkResume(world.deps, world.account, { projectId: String(PROJECT_ID) })).toEqual({
      jobId,
      remainingScenes: 3,
      totalScenes: 3,
    });
    expect(world.published).toEqual([]);
  });

  it.each([
    ["ko", "2개 장면의 계획입니다. 확인한 뒤 이어가기를 누르면 영상을 만듭니다."],
    ["es", "Este es el plan con 2 escenas. Revísalo y continúa para hacer el vídeo."],
  ])("says so in %s", async (locale, message) => {
    const world = await agentWorld(plansFilm([{}, {}]));
    const { runId } = await world.admit({ reviewPlan: true, locale });
    await drive(world, runId);
    expect(doneOf(await world.eventsOf(runId)).data.message).toBe(message);
  });

  it("pays for the model's tokens and nothing else", async () => {
    const { world, events } = await reviewed();
    const usage = { inputTokens: 4000, outputTokens: 800, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const spent = creditsForTokens(usage);
    expect(spent).toBeGreaterThan(0);
    expect(await world.balance()).toEqual({ available: world.startCredits - spent, held: 0 });
    expect(doneOf(events).data.creditsUsed).toBe(spent);
    expect(world.makers.started).toEqual([]);
  });

  it("leaves a plan that can be reviewed when it dies after planning, and tells nobody that a film ended", async () => {
    const world = await agentWorld(plansFilm([{}]));
    const { runId } = await world.admit({ reviewPlan: true });
    // begin, think and act; the machine dies before finish.
    let steps = 0;
    await expect(drive(world, runId, { ...once, dies: () => ++steps > 3 })).rejects.toThrow(MachineDied);
    world.clock.advance(LEASE_MS);
    expect(await reapStuckRuns(world.deps)).toBe(1);
    const jobId = (await world.deps.runs.get(runId))?.jobId ?? "";
    expect((await world.deps.jobs.get(jobId))?.state).toBe("review");
    expect(world.published).toEqual([]);
    expect((await world.balance()).held).toBe(0);
    expect(doneOf(await resume(world, jobId)).data.messageKey).toBe("Agent.longVideo.resume.done.complete");
  });

  it("makes the plan when it is resumed, and what was edited as it was edited", async () => {
    const { world, jobId } = await reviewed();
    const after = await edit(world, jobId, {
      version: 1,
      scenes: [{ sceneId: "scene-1", narration: "Other words.", visualPrompt: "another picture" }],
      remove: ["scene-2"],
      order: ["scene-3", "scene-1"],
      add: [{ before: "scene-1", title: "New", narration: "New words.", visualPrompt: "a new picture" }],
    });
    expect(after).toMatchObject({ version: 2, state: "review", totalScenes: 3, remainingScenes: 3 });
    expect(after.scenes.map(({ sceneId }) => sceneId)).toEqual(["scene-3", "scene-4", "scene-1"]);
    const events = await resume(world, jobId);
    expect(doneOf(events)).toMatchObject({
      success: true,
      data: { messageKey: "Agent.longVideo.resume.done.complete", totalScenes: 3, remainingScenes: 0 },
    });
    expect(await picturesOf(world, jobId)).toEqual([
      expect.stringContaining("picture 3"),
      "a new picture",
      "another picture",
    ]);
    expect(new Set(world.makers.spoken.map(({ text }) => text))).toEqual(
      new Set(["This is what part 3 says about it.", "New words.", "Other words."]),
    );
    const captured = events.flatMap((event) =>
      event.name === "done" ? [event.payload.data.creditsUsed] : [],
    );
    expect(captured).toEqual([after.remainingCredits]);
  });
});

describe("an edit of a job", () => {
  it("says which version it is of, in the body or as If-Match", async () => {
    const { world, jobId } = await reviewed();
    const change = { scenes: [{ sceneId: "scene-1", title: "One" }] };
    await expect(edit(world, jobId, change)).rejects.toMatchObject({
      httpStatus: 400,
      code: "MISSING_PARAMETERS",
      data: { fields: [{ path: "version" }] },
    });
    expect(await edit(world, jobId, change, 1)).toMatchObject({ version: 2 });
    await expect(edit(world, jobId, { ...change, version: 1 })).rejects.toMatchObject({
      httpStatus: 412,
      data: { version: 2 },
    });
  });

  it("is one of two: the other editor hears of it, and nothing is lost", async () => {
    const { world, jobId } = await reviewed();
    const titled = (title: string) => ({ version: 1, scenes: [{ sceneId: "scene-1", title }] });
    const outcomes = await Promise.allSettled([
      edit(world, jobId, titled("One")),
      edit(world, jobId, titled("Two")),
    ]);
    const [kept] = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refused).toMatchObject([{ code: "VERSION_MISMATCH" }]);
    expect((await showJob(world.deps, world.account, jobId)).scenes[0]?.title).toBe(kept?.scenes[0]?.title);
  });

  it("that changes nothing makes no new version", async () => {
    const { world, jobId } = await reviewed();
    expect(await edit(world, jobId, { version: 1 })).toMatchObject({ version: 1 });
  });

  it("is refused while a run is at work on the job, from its admission on", async () => {
    const { world, jobId } = await reviewed();
    const { run } = await admitResume(world.deps, world.account, { jobId, apiKey: "k" });
    const busy = { httpStatus: 409, code: "CONCURRENT_LIMIT", data: { jobId, runId: run.runId } };
    await expect(edit(world, jobId, { version: 1 })).rejects.toMatchObject(busy);
    const seen: unknown[] = [];
    const { append } = world.deps.log;
    world.deps.log.append = async (runId, key, event) => {
      if (event.name === "scene_start") {
        const refused = await edit(world, jobId, { version: 1 }).catch((error: unknown) => error);
        seen.push({ refused, running: (await showJob(world.deps, world.account, jobId)).running });
      }
      return append(runId, key, event);
    };
    await drive(world, run.runId);
    const each = { refused: busy, running: true };
    expect(seen).toMatchObject([each, each, each]);
    expect(await edit(world, jobId, { version: 1 })).toMatchObject({ state: "complete", version: 1 });
  });

  it("that meets a run at the same moment is in the film or is refused", async () => {
    const { world, jobId } = await reviewed();
    const { jobs } = world.deps;
    // The run takes the job up after the edit was decided and before it is written.
    const deps = {
      ...world.deps,
      jobs: {
        ...jobs,
        edit: async (decided: Parameters<typeof jobs.edit>[0]) => {
          await jobs.update(jobId, { state: "running" });
          return jobs.edit(decided);
        },
      },
    };
    const body = { version: 1, remove: ["scene-1"] };
    const late = editJob(deps, world.account, { jobId, body, ifMatch: undefined });
    await expect(late).rejects.toMatchObject({ code: "CONCURRENT_LIMIT" });
    expect(await jobs.listScenes(jobId)).toHaveLength(3);
  });

  it("is for the job's owner alone", async () => {
    const { world, jobId } = await reviewed();
    const stranger = { ...world.account, userId: "user-2" };
    const options = { body: { version: 1 }, ifMatch: undefined };
    await expect(editJob(world.deps, stranger, { jobId, ...options })).rejects.toMatchObject({
      httpStatus: 403,
    });
    await expect(showJob(world.deps, stranger, jobId)).rejects.toMatchObject({ httpStatus: 403 });
    await expect(editJob(world.deps, world.account, { jobId: "job_x", ...options })).rejects.toMatchObject({
      httpStatus: 404,
      code: "JOB_NOT_FOUND",
    });
  });

  it("of a film that is partly made takes out what went, and resume makes what came", async () => {
    const { world, jobId } = await reviewed([{}, { visualPrompt: "[refuse]" }, {}]);
    await resume(world, jobId);
    const before = await showJob(world.deps, world.account, jobId);
    expect(before).toMatchObject({ state: "partial", remainingScenes: 1, version: 1 });
    expect(before.scenes[0]?.result).toMatchObject({
      remoteUrl: expect.stringMatching(/^https:\/\/media\.example\/assets\//),
      narrationUrl: expect.stringMatching(/^https:\/\/media\.example\/assets\//),
    });
    expect(before.scenes[1]).toMatchObject({
      state: "failed",
      error: expect.stringContaining("not allowed"),
    });
    await edit(world, jobId, {
      version: 1,
      scenes: [{ sceneId: "scene-2", visualPrompt: "what is allowed" }],
      remove: ["scene-1"],
      order: ["scene-3", "scene-2"],
    });
    const spokenBefore = world.makers.spoken.length;
    await resume(world, jobId);
    expect(world.makers.spoken).toHaveLength(spokenBefore + 1);
    expect(await picturesOf(world, jobId)).toEqual([expect.stringContaining("picture 3"), "what is allowed"]);
    const { items, assets, ...rest } = await world.composition();
    expect(compositionProblems({ ...rest, items, assets })).toEqual([]);
    expect(Object.keys({ ...items, ...assets }).filter((id) => id.includes(".scene-1."))).toEqual([]);
    expect((await world.balance()).held).toBe(0);
  });
});
