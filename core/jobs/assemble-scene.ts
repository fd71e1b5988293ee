import type { SceneInput } from "../contract/steps.ts";
import { HoldClosedError } from "../credits/errors.ts";
import { captureHold } from "../credits/settle-holds.ts";
import type { Job, Scene, SceneResult } from "../ports/jobs.ts";
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
 * @param run that works on it, read by the same step
 * @returns whether the scene is to be drawn ahead of its film
 * @throws SceneClosedError when the generation is over; ProviderError when something it needs is not there
 */
export async function assembleScene(
  deps: JobDeps,
  run: Run,
  input: SceneInput,
): Promise<{ rendersFilm: boolean }> {
  const assembled = { rendersFilm: run.rendersFilm === true };
  const { job, scene, isCurrent } = await loadScene(deps.jobs, input);
  if (!isCurrent) throw new SceneClosedError(input.sceneId, input.generation);
  if (scene.state === "complete") {
    await announceScene(deps, input.runId, job, scene);
    return assembled;
  }

  if (scene.state !== "running" || scene.visual === undefined) {
    throw new SceneClosedError(input.sceneId, input.generation);
  }
  const result: SceneResult = {
    generation: scene.generation,
    visual: scene.visual,
    ...(scene.speech !== undefined && { speech: scene.speech }),
    durationInSeconds: madeSceneSeconds(
      { ...scene, visual: scene.visual },
      job.locale,
      job.look?.airInSeconds,
    ),
  };
  const isComplete = await deps.jobs.updateScene(
    job.jobId,
    scene.sceneId,
    { state: "complete", result, error: null },
    { generation: scene.generation, states: ["running"] },
  );
  if (!isComplete) {
    const again = await loadScene(deps.jobs, input);
    if (!again.isCurrent || again.scene.state !== "complete") {
      throw new SceneClosedError(input.sceneId, input.generation);
    }
  }
  await announceScene(deps, input.runId, job, { ...scene, state: "complete", result });
  return assembled;
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

/** What {@link announceScene} may have died before, for whoever ends its run. One read when there is nothing to do. */
export async function settleScene(
  deps: Pick<JobDeps, "credits" | "clock" | "log">,
  runId: string,
  job: Job,
  scene: Scene,
): Promise<void> {
  const hold = await deps.credits.getHold(job.userId, sceneHoldId(scene));
  if (hold?.state === "settled") return;
  await announceSceneEnd(deps, runId, scene);
  await captureScene(deps, job, scene);
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
