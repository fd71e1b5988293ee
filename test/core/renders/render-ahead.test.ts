import { describe, expect, it } from "vitest";
import { applyOperations } from "../../../core/compositions/apply-operations.ts";
import { emptyComposition } from "../../../core/contract/composition.ts";
import { planAhead } from "../../../core/jobs/plan-ahead.ts";
import type { Job, Scene, SceneResult } from "../../../core/ports/jobs.ts";
import { cutRender } from "../../../core/renders/cut-render.ts";
import { cutTimeline } from "../../../core/renders/cut-timeline.ts";
import { failRender } from "../../../core/renders/fail-render.ts";
import { checkSegment, startSegment } from "../../../core/renders/render-segment.ts";
import { startRender } from "../../../core/renders/start-render.ts";
import { verifySegments } from "../../../core/renders/verify-segments.ts";
import { layoutScenes } from "../../../core/scenes/layout-scenes.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { inMemoryJobStore } from "../../suites/in-memory/job-store.ts";
import { projectId, renderStudio, userId } from "./render-studio.ts";

const request = { userId, projectId };
const jobId = "job_1";

function result(index: number, clip?: number): SceneResult {
  const picture = {
    path: `/assets/${userId}/${index}.${clip === undefined ? "png" : "mp4"}`,
    contentHash: `${index}`,
    width: 1280,
    height: 720,
  };
  return {
    generation: 1,
    visual:
      clip === undefined
        ? { ...picture, kind: "image", mimeType: "image/png" }
        : { ...picture, kind: "video", mimeType: "video/mp4", durationInSeconds: clip },
    durationInSeconds: 4.37 + index,
  };
}

const sceneOf = (index: number, clip?: number): Scene => ({
  jobId,
  sceneId: `scene-${index + 1}`,
  index,
  title: `Title ${index}`,
  narration: "",
  visualKind: clip === undefined ? "image" : "video",
  visualPrompt: "x",
  generation: 1,
  state: "complete",
  runId: "run_1",
  result: result(index, clip),
});

const job: Job = {
  jobId,
  userId,
  projectId,
  runId: "run_1",
  state: "running",
  title: "Film",
  locale: "en",
  voiceId: "Joanna",
  totalScenes: 3,
  autoSave: true,
  baseKey: "base",
  startFrame: 0,
  width: 1280,
  height: 720,
  createdAtEpochMs: 0,
};

/** A project with a job of three finished scenes, one of them a clip that is shown again at its end. */
async function studioWithJob() {
  const scenes = [sceneOf(0), sceneOf(1, 3), sceneOf(2)];
  const empty = emptyComposition();
  const film = applyOperations(empty, layoutScenes(empty, job, scenes));
  const studio = await renderStudio(film);
  const jobs = inMemoryJobStore();
  await jobs.create(job, scenes);
  const deps = { ...studio.deps, jobs, data: inMemoryBlobStore() };
  const plan = (index: number) =>
    planAhead(deps, { runId: "run_1", jobId, sceneId: `scene-${index + 1}`, generation: 1 });
  /** What the execution of a render ahead does, each step twice. */
  const drawAhead = async (index: number) => {
    const { renderId } = await plan(index);
    const { segments } = await cutRender(deps, renderId);
    for (const segment of segments) {
      let look = await startSegment(deps, renderId, segment.index);
      look = await startSegment(deps, renderId, segment.index);
      while (look.state === "rendering") {
        look = await checkSegment(deps, renderId, segment.index, look.attempt);
      }
    }
    for (const _ of [1, 2]) await verifySegments(deps, renderId);
    return renderId;
  };
  return { ...studio, deps, film, plan, drawAhead };
}

describe("drawing ahead", () => {
  it("draws each scene of a job under the keys that it has in the film", async () => {
    const { deps, film, drawAhead, jobs, project, published } = await studioWithJob();
    for (const index of [2, 0, 1]) await drawAhead(index);
    const drawn = jobs.size;
    expect(drawn).toBe(cutTimeline(film).length);
    expect(await project()).toMatchObject({ status: "draft" });
    expect(published).toEqual([]);
    const { renderId } = await startRender(deps, request);
    expect((await cutRender(deps, renderId)).segments).toEqual([]);
  });

  it("costs nothing until the film, which pays for all its frames once, however often steps are delivered", async () => {
    const studio = await studioWithJob();
    const full = await renderStudio(studio.film);
    await full.run((await startRender(full.deps, request)).renderId);
    for (const index of [0, 1]) await studio.drawAhead(index);
    await expect(studio.drawAhead(0)).rejects.toMatchObject({ code: "RENDER_ENDED" });
    expect(studio.account()).toMatchObject({ monthlyRemaining: 100, held: 0 });
    await studio.run((await startRender(studio.deps, request)).renderId, 2);
    const after = studio.account();
    expect(after).toMatchObject({ monthlyRemaining: full.account().monthlyRemaining, held: 0 });
    expect(after.monthlyRemaining).toBeLessThan(100);
    await studio.run((await startRender(studio.deps, request)).renderId);
    expect(studio.account()).toMatchObject({ monthlyRemaining: after.monthlyRemaining, held: 0 });
  });

  it("is the same render when it is planned again", async () => {
    const { plan, drawAhead, jobs } = await studioWithJob();
    const first = await drawAhead(0);
    const drawn = jobs.size;
    expect(await plan(0)).toEqual({ renderId: first });
    expect(jobs.size).toBe(drawn);
  });

  it("takes no more renderers than there are places, and a dead render's place is free again", async () => {
    const { deps, plan, jobs } = await studioWithJob();
    const [first, second] = [(await plan(0)).renderId, (await plan(2)).renderId];
    await cutRender(deps, first);
    await cutRender(deps, second);
    await startSegment(deps, first, 0);
    expect(await startSegment(deps, second, 0, 3)).toEqual({
      state: "rendering",
      waitSeconds: 5,
      attempt: 4,
    });
    expect(jobs.size).toBe(1);
    deps.clock.advance(61_000);
    await startSegment(deps, second, 0);
    expect(jobs.size).toBe(2);
  });

  it("is joined by the film instead of drawn twice, unless it has died", async () => {
    const { deps, plan, jobs, drawn } = await studioWithJob();
    const ahead = (await plan(0)).renderId;
    await cutRender(deps, ahead);
    await startSegment(deps, ahead, 0);
    const { renderId } = await startRender(deps, request);
    await cutRender(deps, renderId);
    await startSegment(deps, renderId, 0);
    expect(jobs.size).toBe(1);
    expect((await checkSegment(deps, renderId, 0, 1)).state).toBe("ready");

    drawn.clear();
    await failRender(deps, renderId, "Stopped.");
    deps.clock.advance(61_000);
    const again = await startRender(deps, request);
    await cutRender(deps, again.renderId);
    await startSegment(deps, again.renderId, 0);
    expect(jobs.size).toBe(2);
  });

  it("leaves a film that is being rendered to the film", async () => {
    const { deps, plan } = await studioWithJob();
    const { renderId } = await plan(0);
    await cutRender(deps, renderId);
    await startRender(deps, request);
    await expect(startSegment(deps, renderId, 0)).rejects.toMatchObject({ code: "RENDER_ENDED" });
  });

  it("fails without a word to the project, the account or the outside", async () => {
    const { deps, plan, project, account, published } = await studioWithJob();
    const { renderId } = await plan(0);
    await failRender(deps, renderId, "It broke.");
    expect(await project()).toMatchObject({ status: "draft", renderError: null });
    expect(account()).toMatchObject({ monthlyRemaining: 100, held: 0 });
    expect(published).toEqual([]);
  });
});
