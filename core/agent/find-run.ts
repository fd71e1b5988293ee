import { ForbiddenError, NotFoundError } from "../contract/errors.ts";
import { isOverForGood } from "../jobs/keep-run.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { Run, RunStore } from "../ports/runs.ts";
import type { Clock } from "../ports/time-and-ids.ts";

/**
 * A run whose events its owner wants to read (again).
 *
 * @param afterSeq the last event that the reader has; 0 for none, as is a number beyond the last one
 * @returns `isOver`: the reader has all there is, and nothing will follow
 * @throws NotFoundError (RUN_NOT_FOUND) for an unknown run and for one whose events have expired; ForbiddenError
 */
export async function findRun(
  { runs, log, clock }: { readonly runs: RunStore; readonly log: EventLog; readonly clock: Clock },
  userId: string,
  { runId, afterSeq }: { readonly runId: string; readonly afterSeq: number },
): Promise<{ run: Run; isOver: boolean }> {
  const run = await runs.get(runId);
  if (run === undefined) throw new NotFoundError("RUN_NOT_FOUND", `There is no run ${runId}.`);
  if (run.userId !== userId) throw new ForbiddenError("This API key does not own that run.");
  if (run.endedAtEpochMs === undefined) return { run, isOver: false };
  const end = (await log.latest(runId, "done")) ?? (await log.latest(runId, "error"));
  if (end?.seq === afterSeq) return { run, isOver: true };
  if (end === undefined && !isOverForGood(run, clock.now())) return { run, isOver: false };
  // The first ones expire before the last one does: whoever begins at one of them would wait for ever.
  const isKnown = end !== undefined && afterSeq > 0 && afterSeq < end.seq;
  if ((await log.read(runId, isKnown ? afterSeq - 1 : 0, 1)).length === 0) {
    throw new NotFoundError("RUN_NOT_FOUND", `The events of run ${runId} have expired.`);
  }
  if (end !== undefined) return { run, isOver: false };
  // It ended, and died before it could say so: the stream gets its end from whoever misses it.
  await log.append(runId, "end", {
    name: "error",
    payload: { error: "The run ended before it could tell its result.", code: "INTERNAL_ERROR" },
  });
  return { run, isOver: false };
}
