import type { Composition } from "../contract/composition.ts";
import type { Job } from "../ports/jobs.ts";
import { currentComposition } from "./job-composition.ts";
import type { JobDeps } from "./job-deps.ts";

/** Checkpoints of one run are at least this far apart, in ms. */
const MIN_INTERVAL_MS = 5_000;

/**
 * Appends a `checkpoint` when a scene of the run completed since the last one and that one is old enough. Called after each scene,
 * and by the looks in between, so that what was held back for being too soon still comes.
 *
 * @param composition when the caller has it at hand
 */
export async function checkpointIfDue(
  deps: JobDeps,
  runId: string,
  job: Job,
  composition?: Composition,
): Promise<void> {
  if (job.lastCompletedAtEpochMs === undefined || job.runId !== runId) return;
  const now = deps.clock.now();
  const last = await deps.log.latest(runId, "checkpoint");
  if (last === undefined) {
    // The scenes that an earlier run completed are not news.
    if ((await deps.log.latest(runId, "scene_complete")) === undefined) return;
  } else {
    if (now - last.atEpochMs < MIN_INTERVAL_MS || last.atEpochMs > job.lastCompletedAtEpochMs) return;
  }
  // Two workers that come here at once name the same predecessor, so one of them appends.
  await deps.log.append(runId, `checkpoint:after:${last?.seq ?? 0}`, {
    name: "checkpoint",
    payload: { composition: composition ?? (await currentComposition(deps, job)) },
  });
}
