import { AppError } from "../contract/errors.ts";
import { sweep } from "../credits/sweep.ts";
import { closeScenes } from "../jobs/close-job.ts";
import { layOutJob } from "../jobs/job-composition.ts";
import { isOverForGood } from "../jobs/keep-run.ts";
import { endJob } from "../jobs/settle-job.ts";
import type { Job } from "../ports/jobs.ts";
import type { Run, RunLock } from "../ports/runs.ts";
import type { AdmissionDeps } from "./agent-deps.ts";
import { settleRun } from "./run-holds.ts";
import { endOpenCalls } from "./tool-calls.ts";

/** Between taking the lock and starting the execution, an admission may take this long, in ms. */
const ADMISSION_GRACE_MS = 10_000;

/**
 * Whether the holder of a lock is dead: its lease ran out, or its execution is not running although it should be (I4).
 * An execution that is missing may still be about to start: an admission takes the lock first. A run whose end is
 * written is given the time to tell of it.
 */
export async function isStale(
  { workflows, clock, runs }: Pick<AdmissionDeps, "workflows" | "clock" | "runs">,
  lock: RunLock,
): Promise<boolean> {
  const now = clock.now();
  const run = await runs.get(lock.runId);
  if (run?.endedAtEpochMs !== undefined && run.state !== "reaped") return isOverForGood(run, now);
  if (lock.leaseUntilEpochMs <= now) return true;
  const status = await workflows.agentRunStatus(lock.runId);
  return status === "ended" || (status === "missing" && now - lock.takenAtEpochMs >= ADMISSION_GRACE_MS);
}

/**
 * Cleans up after a dead run: its execution is stopped, its scenes are closed, its job is resumable and the bus hears of
 * it, its holds are settled, its stream ends with an `error`, its lock is free. The lock goes last: a reaper that dies is followed by
 * another one.
 */
export async function reapRun(deps: AdmissionDeps, lock: RunLock): Promise<void> {
  const error = "The run was stuck and has been cleaned up.";
  await stopRun(deps, lock, { state: "reaped", code: "ZOMBIE_TIMEOUT", error });
}

/** Ends a run that is alive because what it works on goes away; otherwise as {@link reapRun}. */
export async function abortRun(deps: AdmissionDeps, lock: RunLock, error: string): Promise<void> {
  await stopRun(deps, lock, { state: "aborted", code: "ABORTED", error });
}

async function stopRun(
  deps: AdmissionDeps,
  lock: RunLock,
  { state, code, error }: { state: "reaped" | "aborted"; code: string; error: string },
): Promise<void> {
  const run = await deps.runs.get(lock.runId);
  if (run !== undefined) {
    await deps.runs.close(run.runId, state, deps.clock.now());
    await deps.workflows.stopAgentRun(run.runId, error);
    await cleanUp(deps, run);
    // A run that had ended by itself has its last event already, and then this is nothing.
    await deps.log.append(run.runId, "end", { name: "error", payload: { error, code } });
  }
  await deps.runs.unlock(lock.userId, lock.runId);
}

/** Nothing of a run stays open. Comes after its end is written, so that no step of it does anything any more. */
export async function cleanUp(
  deps: Pick<
    AdmissionDeps,
    "jobs" | "runs" | "requests" | "credits" | "clock" | "log" | "projects" | "data" | "bus"
  >,
  run: Run,
  options: { readonly isFree: boolean } = { isFree: false },
): Promise<number> {
  const job = run.jobId === undefined ? undefined : await deps.jobs.get(run.jobId);
  if (job !== undefined) {
    await closeScenes(deps, job, run.runId, "The run ended before the scene did.");
    await layOutWhatIsDone(deps, job);
    const scenes = await deps.jobs.listScenes(job.jobId);
    // A plan that waits to be reviewed goes on waiting.
    if (job.runId === run.runId && job.state !== "review") await endJob(deps, run, job, scenes);
  }
  const credits = await settleRun(deps, run, options);
  // Last: a step that is still at work may tell of one more call.
  await endOpenCalls(deps, run.runId, await deps.runs.journal(run.runId));
  return credits;
}

/** A scene may have been completed, and charged, by a step that died before it laid the film out. */
async function layOutWhatIsDone(deps: Parameters<typeof layOutJob>[0], job: Job): Promise<void> {
  try {
    await layOutJob(deps, job);
  } catch (error) {
    // The project is gone, or was changed so that the scenes do not fit it: neither keeps a run from being cleaned up.
    if (!(error instanceof AppError) || error.isRetryable) throw error;
  }
}

/**
 * Reaps every run that is dead; called each minute.
 * @param limit locks looked at in one sweep, those with the oldest lease first
 * @returns how many were reaped
 * @throws {AggregateError} at the end, with what went wrong: one that cannot be reaped does not keep the others
 */
export async function reapStuckRuns(deps: AdmissionDeps, limit = 100): Promise<number> {
  const { count, failures } = await sweep(await deps.runs.listLocks(limit), async (lock) => {
    if (!(await isStale(deps, lock))) return false;
    await reapRun(deps, lock);
    return true;
  });
  if (failures.length > 0) throw new AggregateError(failures, "Some runs could not be reaped.");
  return count;
}
