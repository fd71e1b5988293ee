import { ForbiddenError } from "../contract/errors.ts";
import { loadJob } from "../jobs/load-scene.ts";
import type { Job } from "../ports/jobs.ts";
import { liveRunStates, type Run } from "../ports/runs.ts";
import { ownProject } from "./admit-run.ts";
import type { AdmissionDeps } from "./agent-deps.ts";

/** Jobs of others are forbidden, not hidden: ids are not secrets. @throws JobNotFoundError, ForbiddenError */
export async function ownJob(
  deps: Pick<AdmissionDeps, "jobs" | "projects">,
  userId: string,
  jobId: string,
): Promise<Job> {
  const job = await loadJob(deps.jobs, jobId);
  if (job.userId !== userId) throw new ForbiddenError("This API key does not own that job.");
  await ownProject(deps, userId, job.projectId);
  return job;
}

/** The run that is at work on a job, by its owner's lock; one that shows no sign of life any more is not. */
export async function runAtWork(
  { runs, clock }: Pick<AdmissionDeps, "runs" | "clock">,
  { jobId, userId }: Pick<Job, "jobId" | "userId">,
): Promise<Run | undefined> {
  const lock = await runs.getLock(userId);
  if (lock === undefined || lock.leaseUntilEpochMs <= clock.now()) return undefined;
  const run = await runs.get(lock.runId);
  return run?.jobId === jobId && liveRunStates.includes(run.state) ? run : undefined;
}
