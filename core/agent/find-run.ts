import { ForbiddenError, NotFoundError } from "../contract/errors.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { Run, RunStore } from "../ports/runs.ts";

/**
 * A run whose events its owner wants to read (again).
 *
 * @param afterSeq the last event that the reader has; 0 for none
 * @returns `isOver`: the reader has all there is, and nothing will follow
 * @throws NotFoundError (RUN_NOT_FOUND) for an unknown run and for one whose events have expired; ForbiddenError
 */
export async function findRun(
  { runs, log }: { readonly runs: RunStore; readonly log: EventLog },
  userId: string,
  { runId, afterSeq }: { readonly runId: string; readonly afterSeq: number },
): Promise<{ run: Run; isOver: boolean }> {
  const run = await runs.get(runId);
  if (run === undefined) throw new NotFoundError("RUN_NOT_FOUND", `There is no run ${runId}.`);
  if (run.userId !== userId) throw new ForbiddenError("This API key does not own that run.");
  if (run.endedAtEpochMs === undefined) return { run, isOver: false };
  const end = (await log.latest(runId, "done")) ?? (await log.latest(runId, "error"));
  if (end === undefined && (await log.read(runId, 0, 1)).length === 0) {
    throw new NotFoundError("RUN_NOT_FOUND", `The events of run ${runId} have expired.`);
  }
  return { run, isOver: end !== undefined && afterSeq >= end.seq };
}
