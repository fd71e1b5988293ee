import type { AgentStepResult } from "../contract/steps.ts";
import { currentComposition } from "../jobs/job-composition.ts";
import { keepRun, RunAbortedError } from "../jobs/keep-run.ts";
import { loadJob } from "../jobs/load-scene.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { chooseTemplate } from "./choose-template.ts";
import { putRunRequest } from "./run-request.ts";
import { stepResult } from "./step-results.ts";

/**
 * The first step: the run is running. An instruction goes to the model, a resume or retry straight to its job.
 * @throws RunEndedError, RunAbortedError, JobNotFoundError
 */
export async function beginRun(deps: AgentDeps, runId: string): Promise<AgentStepResult> {
  const run = await keepRun(deps, runId);
  if (run.abortRequested) throw new RunAbortedError();
  if (run.jobId !== undefined && run.kind !== "edit") {
    if (run.state === "admitted") {
      // What `done` compares its result with.
      const composition = await currentComposition(deps, await loadJob(deps.jobs, run.jobId));
      await putRunRequest(deps.runs, run, { message: "", composition, chatHistory: [] });
    }
    await deps.runs.update(runId, { state: "running" });
    return stepResult(runId, { next: "long-video", jobId: run.jobId });
  }
  await deps.runs.update(runId, { state: "running" });
  await chooseTemplate(deps, run);
  return stepResult(runId, { next: "think", turn: 1 });
}
