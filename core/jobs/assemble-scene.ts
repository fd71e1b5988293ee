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
 * What follows from a complete scene, each once: the capture, `scene_complete`, perhaps a checkpoint.
 * @param scene complete, in its current generation
 */
export async function announceScene(deps: JobDeps, runId: string, job: Job, scene: Scene): Promise<void> {
  await captureScene(deps, job, scene);
  const lastCompletedAtEpochMs = deps.clock.now();
  await deps.jobs.update(job.jobId, { lastCompletedAtEpochMs });
  await deps.log.append(runId, `scene_complete:${scene.sceneId}:${scene.generation}`, {
    name: "scene_complete",
    payload: {
      sceneId: scene.sceneId,
      ...(scene.voiceError !== undefined && { voiceError: scene.voiceError }),
    },
  });
  await checkpointIfDue(deps, runId, { ...job, lastCompletedAtEpochMs });
}

/** Charges a complete generation, once. A hold that expired meanwhile is a loss of ours, not of the film. */
export async function captureScene(
  deps: Pick<JobDeps, "credits" | "clock">,
  job: Job,
  scene: Scene,
): Promise<void> {
  const spentCredits = sceneCost(scene, job.locale);
  // Nothing was held for what its owner brought.
  if (spentCredits === 0 && scene.heldCredits === 0) return;
  try {
    await captureHold(deps, { userId: job.userId, holdId: sceneHoldId(scene), spentCredits });
  } catch (error) {
    if (!(error instanceof HoldClosedError)) throw error;
  }
}
