import type { SceneInput } from "../contract/steps.ts";
import type { Job, JobStore, Scene } from "../ports/jobs.ts";
import { JobNotFoundError } from "../scenes/errors.ts";

/** @throws JobNotFoundError */
export async function loadJob(jobs: JobStore, jobId: string): Promise<Job> {
  const job = await jobs.get(jobId);
  if (job === undefined) throw new JobNotFoundError(`job ${jobId}`);
  return job;
}

/**
 * The job and scene of a step. The scene may have moved on to another generation: `isCurrent` says whether not.
 * @throws JobNotFoundError
 */
export async function loadScene(
  jobs: JobStore,
  { jobId, sceneId, generation }: Pick<SceneInput, "jobId" | "sceneId" | "generation">,
): Promise<{ job: Job; scene: Scene; isCurrent: boolean }> {
  const { job, scene } = await jobs.getSceneWithJob(jobId, sceneId);
  if (job === undefined) throw new JobNotFoundError(`job ${jobId}`);
  if (scene === undefined) throw new JobNotFoundError(`scene ${sceneId} in job ${jobId}`);
  return { job, scene, isCurrent: scene.generation === generation };
}

/** The natural key of a generation's money. */
export const sceneHoldId = ({
  jobId,
  sceneId,
  generation,
}: Pick<Scene, "jobId" | "sceneId" | "generation">): string => `scene:${jobId}:${sceneId}:${generation}`;
