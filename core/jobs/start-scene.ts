import { InsufficientCreditError } from "../contract/errors.ts";
import type { SceneInput } from "../contract/steps.ts";
import { holdCredits } from "../credits/hold-credits.ts";
import type { Job, Scene } from "../ports/jobs.ts";
import { endGeneration } from "./end-generation.ts";
import type { JobDeps } from "./job-deps.ts";
import { keepRun, RunEndedError } from "./keep-run.ts";
import { loadScene, sceneHoldId } from "./load-scene.ts";
import { announceSceneStart } from "./scene-events.ts";
import { scenePrice } from "./scene-price.ts";

/** A scene's execution ends within two hours; after that nobody settles its hold any more. */
const HOLD_TTL_MS = 3 * 3_600_000;

/**
 * Holds the credits of a scene's generation and starts it. Twice is once: the hold's key and the scene's state see to it.
 *
 * @returns the job and its scene, which runs; undefined when it is not to be made now: no credits (then no later scene
 *   starts either), the run is to end, or the generation is over
 * @throws RunEndedError, JobNotFoundError
 */
export async function startScene(
  deps: JobDeps,
  input: SceneInput,
): Promise<{ job: Job; scene: Scene } | undefined> {
  const run = await keepRun(deps, input.runId);
  const { job, scene, isCurrent } = await loadScene(deps.jobs, input);
  if (!isCurrent || scene.state === "complete" || scene.state === "failed") return undefined;
  let running: Scene | undefined = scene;
  if (scene.state === "pending") {
    if (run.abortRequested || job.creditShortRunId === run.runId) return undefined;
    if (!(await holdForScene(deps, run.runId, job, scene))) return undefined;
    running = await deps.jobs.updateScene(
      job.jobId,
      scene.sceneId,
      { state: "running", heldCredits: scenePrice(scene, job.locale) },
      { generation: scene.generation, states: ["pending", "running"] },
    );
    if (running === undefined) {
      // It was ended between the read and the hold: then what was held goes back.
      await endGeneration(deps, job, scene, "The run that made it ended.");
      return undefined;
    }
    await endUnlessAlive(deps, job, scene, run.runId);
  }
  await announceSceneStart(deps, input.runId, scene);
  return { job, scene: running };
}

/** Whoever ended the run meanwhile may have looked at the scene before it was running. @throws RunEndedError */
async function endUnlessAlive(deps: JobDeps, job: Job, scene: Scene, runId: string): Promise<void> {
  try {
    await keepRun(deps, runId);
  } catch (error) {
    if (error instanceof RunEndedError) await endGeneration(deps, job, scene, error.message);
    throw error;
  }
}

/** @returns false when there are no credits; `insufficient_credit` was raised, once a run */
async function holdForScene(deps: JobDeps, runId: string, job: Job, scene: Scene): Promise<boolean> {
  const credits = scenePrice(scene, job.locale);
  if (credits === 0) return true;
  try {
    await holdCredits(deps, {
      userId: job.userId,
      holdId: sceneHoldId(scene),
      credits,
      ttlMs: HOLD_TTL_MS,
    });
    return true;
  } catch (error) {
    if (!(error instanceof InsufficientCreditError)) throw error;
    await deps.jobs.update(job.jobId, { creditShortRunId: runId });
    const scenes = await deps.jobs.listScenes(job.jobId);
    await deps.log.append(runId, "insufficient_credit", {
      name: "insufficient_credit",
      payload: {
        completedScenes: scenes.filter(({ result }) => result !== undefined).length,
        totalScenes: job.totalScenes,
        remainingCredit: error.available,
        estPerScene: credits,
      },
    });
    return false;
  }
}
