import { countFailure } from "../credits/daily-limit.ts";
import { releaseHold } from "../credits/settle-holds.ts";
import type { Job, Scene } from "../ports/jobs.ts";
import type { JobDeps } from "./job-deps.ts";
import { sceneHoldId } from "./load-scene.ts";

/**
 * Ends a generation that did not succeed, and gives its credits back; it counts as failed once. The write of the state decides: whoever completes
 * the scene first keeps it, and then nothing is released (I2).
 *
 * @returns whether the generation is failed now
 */
export async function endGeneration(
  deps: Pick<JobDeps, "jobs" | "credits" | "clock" | "requests">,
  job: Job,
  scene: Scene,
  error: string,
): Promise<boolean> {
  const isEnded =
    (await deps.jobs.updateScene(
      job.jobId,
      scene.sceneId,
      { state: "failed", error },
      { generation: scene.generation, states: ["pending", "running"] },
    )) !== undefined || (await isFailed(deps, scene));
  if (!isEnded) return false;
  await releaseHold(deps, { userId: job.userId, holdId: sceneHoldId(scene) });
  // What never started, and what costs nothing, has not been asked of a vendor.
  if ((scene.heldCredits ?? 0) > 0) await countFailure(deps, job.userId, sceneHoldId(scene));
  return true;
}

/** A step that comes again finds the state written, and still has to make sure of the money. */
async function isFailed({ jobs }: Pick<JobDeps, "jobs">, scene: Scene): Promise<boolean> {
  const stored = await jobs.getScene(scene.jobId, scene.sceneId);
  return stored?.generation === scene.generation && stored.state === "failed";
}
