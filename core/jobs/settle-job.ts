import type { Job, Scene } from "../ports/jobs.ts";
import type { Run } from "../ports/runs.ts";
import { closeScenes } from "./close-job.ts";
import { layOutJob } from "./job-composition.ts";
import type { JobDeps } from "./job-deps.ts";
import { keepRun } from "./keep-run.ts";
import { loadJob } from "./load-scene.ts";

/** How a run leaves a job. */
export interface JobOutcome {
  readonly ending: "complete" | "partial" | "insufficientCredit";
  readonly completedScenes: number;
  readonly remainingScenes: number;
  readonly totalScenes: number;
}

/** What a job's scenes amount to, after `run` worked on it. A retry is about its one scene. */
export function jobOutcome(run: Run, job: Job, scenes: readonly Scene[]): JobOutcome {
  const completedScenes = scenes.filter(({ result }) => result !== undefined).length;
  const retried =
    run.kind === "retry-scene" ? scenes.find(({ sceneId }) => sceneId === run.sceneId) : undefined;
  const isAllDone = retried === undefined ? completedScenes === scenes.length : retried.state === "complete";
  const isShort = job.creditShortRunId === run.runId;
  return {
    ending: isAllDone ? "complete" : isShort ? "insufficientCredit" : "partial",
    completedScenes,
    remainingScenes: scenes.length - completedScenes,
    totalScenes: job.totalScenes,
  };
}

/**
 * Ends a run's work on a job: nothing stays open, the film is laid out once more, the job is complete or partial, and
 * the bus hears of it. Again: the same.
 * @throws RunEndedError, JobNotFoundError
 */
export async function settleJob(
  deps: JobDeps,
  { runId, jobId }: { readonly runId: string; readonly jobId: string },
): Promise<void> {
  const run = await keepRun(deps, runId);
  const job = await loadJob(deps.jobs, jobId);
  await closeScenes(deps, job, runId, "The scene did not come to an end.");
  await layOutJob(deps, job);
  const scenes = await deps.jobs.listScenes(jobId);
  await endJob(deps, run, job, scenes);
}

/** The job is complete or partial from now on, and the bus hears of it; again under the same id. */
export async function endJob(
  deps: Pick<JobDeps, "jobs" | "bus">,
  run: Run,
  job: Job,
  scenes: readonly Scene[],
): Promise<void> {
  const { completedScenes, remainingScenes, totalScenes } = jobOutcome(run, job, scenes);
  const detail = {
    id: `${job.jobId}:${run.runId}`,
    userId: job.userId,
    projectId: job.projectId,
    jobId: job.jobId,
    totalScenes,
  };
  if (completedScenes === scenes.length) {
    await deps.jobs.update(job.jobId, { state: "complete" });
    await deps.bus.publish({ name: "job.completed", detail });
  } else {
    await deps.jobs.update(job.jobId, { state: "partial" });
    await deps.bus.publish({ name: "job.partial", detail: { ...detail, remainingScenes } });
  }
}
