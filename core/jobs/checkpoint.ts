import type { Job } from "../ports/jobs.ts";
import { layOutJob } from "./job-composition.ts";
import type { JobDeps } from "./job-deps.ts";

/** Checkpoints of one run are at least this far apart, in ms. */
const MIN_INTERVAL_MS = 5_000;

/**
 * Lays the film out and appends a `checkpoint` when a scene of the run completed since the last one and that one is old
 * enough. Called after each scene, and by the looks in between, so that what was held back for being too soon still comes.
 *
 * The job says roughly when the last one was, so that most calls ask nobody; the log decides.
 */
export async function checkpointIfDue(deps: JobDeps, runId: string, job: Job): Promise<void> {
  const { lastCompletedAtEpochMs, lastCheckpointAtEpochMs = Number.NEGATIVE_INFINITY } = job;
  if (lastCompletedAtEpochMs === undefined || job.runId !== runId) return;
  const now = deps.clock.now();
  const isDue = (lastAtEpochMs: number): boolean =>
    now - lastAtEpochMs >= MIN_INTERVAL_MS && lastAtEpochMs <= lastCompletedAtEpochMs;
  if (!isDue(lastCheckpointAtEpochMs)) return;
  const last = await deps.log.latest(runId, "checkpoint");
  if (last === undefined) {
    // The scenes that an earlier run completed are not news.
    if ((await deps.log.latest(runId, "scene_complete")) === undefined) return;
  } else if (!isDue(last.atEpochMs)) return;
  const composition = await layOutJob(deps, job);
  // Two workers that come here at once name the same predecessor, so one of them appends.
  await deps.log.append(runId, `checkpoint:after:${last?.seq ?? 0}`, {
    name: "checkpoint",
    payload: { composition },
  });
  await deps.jobs.update(job.jobId, { lastCheckpointAtEpochMs: now });
}
