import { AppError } from "../contract/errors.ts";
import { liveRunStates, type Run, type RunStore } from "../ports/runs.ts";
import type { Clock } from "../ports/time-and-ids.ts";

/** How long a run may show no sign of life, in ms. Longer than any step and any wait between steps. */
export const LEASE_MS = 5 * 60_000;

/** The run has ended: it was finished, reaped or aborted while a step of it was still on its way. */
export class RunEndedError extends AppError {
  constructor(runId: string) {
    super("RUN_ENDED", `Run ${runId} has ended.`, { httpStatus: 409 });
  }
}

/** Somebody asked for the run to end, or its project was deleted. */
export class RunAbortedError extends AppError {
  constructor() {
    super("ABORTED", "The run was aborted.", { httpStatus: 409 });
  }
}

/**
 * What every step begins with: is the run still alive? If so, its lease is renewed; this is the heartbeat (I4).
 * @throws RunEndedError
 */
export async function keepRun(
  { runs, clock }: { readonly runs: RunStore; readonly clock: Clock },
  runId: string,
): Promise<Run> {
  const run = await runs.get(runId);
  if (run === undefined || !liveRunStates.includes(run.state)) throw new RunEndedError(runId);
  const isHeld = await runs.renewLease(run.userId, runId, clock.now() + LEASE_MS);
  if (!isHeld) throw new RunEndedError(runId);
  return run;
}

/**
 * What a run does once its end is written and before it tells of it: its lease ends, so that whoever hears of the end
 * finds nothing in the way. The lock itself stays until the end is told; {@link isOverForGood} is for who finds it.
 */
export async function endLease(
  { runs, clock }: { readonly runs: RunStore; readonly clock: Clock },
  { runId, userId }: Pick<Run, "runId" | "userId">,
): Promise<void> {
  await runs.renewLease(userId, runId, clock.now());
}

/** How long a run may take to tell of its end once it is written, in ms. */
const LAST_WORDS_MS = 60_000;

/** Whether a run that has ended is not going to tell of it any more. */
export const isOverForGood = (run: Run, nowEpochMs: number): boolean =>
  run.endedAtEpochMs !== undefined && nowEpochMs - run.endedAtEpochMs >= LAST_WORDS_MS;
