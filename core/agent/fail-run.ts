import type { AgentStepResult, CaughtError } from "../contract/steps.ts";
import { describeCaught } from "../jobs/caught-errors.ts";
import { endLease } from "../jobs/keep-run.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { cleanUp } from "./reap-run.ts";
import { stepResult } from "./step-results.ts";

/** Nobody pays for a model that failed. */
const VENDOR_FAULTS: readonly string[] = ["PROVIDER_ERROR", "PROVIDER_UNAVAILABLE"];

/**
 * The last step of a run that went wrong: nothing of it stays open, its job can be resumed, its stream ends with
 * `error`, and the user may start the next one. A run that had ended in another way before keeps that ending.
 */
export async function failRun(
  deps: AgentDeps,
  { runId, error }: { readonly runId: string; readonly error: CaughtError },
): Promise<AgentStepResult> {
  const run = await deps.runs.get(runId);
  if (run === undefined) return stepResult(runId, { next: "end" });
  const { code, message } = describeCaught(error);
  const ending = run.abortRequested ? "aborted" : "failed";
  await deps.runs.close(runId, ending, deps.clock.now());
  await cleanUp(deps, run, { isFree: VENDOR_FAULTS.includes(code) });
  await endLease(deps, run);
  await deps.log.append(runId, "end", { name: "error", payload: { error: message, code } });
  await deps.runs.unlock(run.userId, runId);
  return stepResult(runId, { next: "end" });
}
