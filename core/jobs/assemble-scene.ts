import { HoldClosedError } from "../credits/errors.ts";
import { captureHold } from "../credits/settle-holds.ts";
import type { Job, Scene, SceneMedia, SceneResult } from "../ports/jobs.ts";
import type { Run } from "../ports/runs.ts";
import { SceneClosedError } from "../scenes/errors.ts";
import { madeSceneSeconds } from "../scenes/scene-length.ts";
import { checkpointIfDue } from "./checkpoint.ts";
import type { JobDeps } from "./job-deps.ts";
import { loadScene, sceneHoldId } from "./load-scene.ts";
import { announceSceneEnd } from "./scene-events.ts";
import { sceneCost } from "./scene-price.ts";

/**
 * Completes a scene's generation: its result becomes the scene, its credits are captured; the film is laid out anew with
 * the next checkpoint, or when the job is settled.
 *
 * The write of the state is what decides; everything after it can be done again, and is when the step comes again.
 *
 * @param run that works on it, `job` and `scene`: read by the same step
 * @param visual what the scene shows
 * @returns whether the scene is to be drawn ahead of its film
 * @throws SceneClosedError when the generation is over
 */
export async function assembleScene(
  deps: JobDeps,
  { runId, rendersFilm = false }: Run,
  { job, scene }: { readonly job: Job; readonly scene: Scene },
  visual: SceneMedia,
): Promise<{ rendersFilm: boolean }> {
  const complete = scene.state === "complete" ? scene : await completeScene(deps, job, scene, visual);
  await announceScene(deps, runId, job, complete);
  return { rendersFilm };
}

async function completeScene(
  { jobs }: Pick<JobDeps, "jobs">,
  job: Job,
  running: Scene,
  visual: SceneMedia,
): Promise<Scene> {
  const { jobId, sceneId, generation, speech } = running;
  const result: SceneResult = {
    generation,
    visual,
    ...(speech !== undefined && { speech }),
    durationInSeconds: madeSceneSeconds({ ...running, visual }, job.locale, job.look?.airInSeconds),
  };
  const complete = await jobs.updateScene(
    jobId,
    sceneId,
    { state: "complete", visual, result, error: null },
    { generation, states: ["running"] },
  );
  if (complete !== undefined) return complete;
  // The same step, come twice, was faster.
  const { scene, isCurrent } = await loadScene(jobs, { jobId, sceneId, generation });
  if (!isCurrent || scene.state !== "complete") throw new SceneClosedError(sceneId, generation);
  return scene;
}

/**
 * What follows from a complete scene, each once: `scene_complete`, the capture, perhaps a checkpoint.
 * @param scene complete, in its current generation
 */
export async function announceScene(deps: JobDeps, runId: string, job: Job, scene: Scene): Promise<void> {
  const lastCompletedAtEpochMs = deps.clock.now();
  await deps.jobs.update(job.jobId, { lastCompletedAtEpochMs });
  await announceSceneEnd(deps, runId, scene);
  // Last of what has to happen: a hold that is settled says that the rest has been done.
  await captureScene(deps, job, scene);
  await checkpointIfDue(deps, runId, { ...job, lastCompletedAtEpochMs });
}

/**
 * What {@link announceScene} may have died before, for whoever ends its run. One read when there is nothing to do.
 * @param scenes complete ones, at most as many as a job has
 */
export async function settleScenes(
  deps: Pick<JobDeps, "credits" | "clock" | "log">,
  runId: string,
  job: Job,
  scenes: readonly Scene[],
): Promise<void> {
  const holds = await deps.credits.getHolds(job.userId, scenes.map(sceneHoldId));
  const settled = new Set(holds.filter(({ state }) => state === "settled").map(({ holdId }) => holdId));
  for (const scene of scenes.filter((each) => !settled.has(sceneHoldId(each)))) {
    await announceSceneEnd(deps, runId, scene);
    await captureScene(deps, job, scene);
  }
}

/** Charges a complete generation, once. A hold that expired meanwhile is a loss of ours, not of the film. */
async function captureScene(deps: Pick<JobDeps, "credits" | "clock">, job: Job, scene: Scene): Promise<void> {
  const spentCredits = sceneCost(scene, job.locale);
  // Nothing was held for what its owner brought.
  if (spentCredits === 0 && scene.heldCredits === 0) return;
  try {
    await captureHold(deps, { userId: job.userId, holdId: sceneHoldId(scene), spentCredits });
  } catch (error) {
    if (!(error instanceof HoldClosedError)) throw error;
  }
}
