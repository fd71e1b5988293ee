import { releaseHold } from "../credits/settle-holds.ts";
import type { Job, Scene } from "../ports/jobs.ts";
import { settleScenes } from "./assemble-scene.ts";
import { endGeneration } from "./end-generation.ts";
import type { JobDeps } from "./job-deps.ts";
import { sceneHoldId } from "./load-scene.ts";
import { announceSceneFailure } from "./scene-events.ts";

/**
 * Makes sure that nothing of a run's work on a job is left open: complete scenes are told of and charged, running ones are
 * ended,
 * and scenes that never started hold nothing. What the run's end, its failure and its reaping have in common; each may
 * come late, twice, or between two of its steps.
 */
export async function closeScenes(
  deps: Pick<JobDeps, "jobs" | "credits" | "clock" | "requests" | "log">,
  job: Job,
  runId: string,
  reason: string,
): Promise<void> {
  const scenes = (await deps.jobs.listScenes(job.jobId)).filter((scene) => scene.runId === runId);
  const isComplete = ({ state }: Scene): boolean => state === "complete";
  await settleScenes(deps, runId, job, scenes.filter(isComplete));
  for (const scene of scenes.filter((each) => !isComplete(each))) {
    if (scene.state === "running") {
      if (await endGeneration(deps, job, scene, reason)) {
        await announceSceneFailure(deps, runId, scene, reason);
      }
    } else if (scene.state === "failed") {
      // Whoever wrote that may have died before what follows from it.
      await endGeneration(deps, job, scene, reason);
      await announceSceneFailure(deps, runId, scene, scene.error ?? reason);
    } else await releaseHold(deps, { userId: job.userId, holdId: sceneHoldId(scene) });
  }
}
