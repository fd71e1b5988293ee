import { defaultTemplate, findTemplate, type Template } from "../catalog/templates.ts";
import type { AgentStepResult } from "../contract/steps.ts";
import { currentComposition } from "../jobs/job-composition.ts";
import { keepRun, RunAbortedError } from "../jobs/keep-run.ts";
import { loadJob } from "../jobs/load-scene.ts";
import type { Run } from "../ports/runs.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { putRunRequest } from "./run-request.ts";
import { stepResult } from "./step-results.ts";

/** The run's template, or the default when it names none or one that is not there. */
export const templateOf = ({ templateId }: Pick<Run, "templateId">): Template =>
  (templateId === undefined ? undefined : findTemplate(templateId)) ?? defaultTemplate();

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
      await putRunRequest(deps.data, runId, { message: "", composition, chatHistory: [] });
    }
    await deps.runs.update(runId, { state: "running" });
    return stepResult(runId, { next: "long-video", jobId: run.jobId });
  }
  await deps.runs.update(runId, { state: "running" });
  if (run.templateId !== undefined && findTemplate(run.templateId) === undefined) {
    await deps.log.append(runId, "template_warning:unknown", {
      name: "template_warning",
      payload: {
        severity: "warning",
        field: "templateId",
        message: `There is no template ${run.templateId}; ${defaultTemplate().templateId} is used.`,
      },
    });
  }
  return stepResult(runId, { next: "think", turn: 1 });
}
