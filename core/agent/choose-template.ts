import { resolveTemplate } from "../catalog/templates/resolve-template.ts";
import type { Template } from "../contract/template.ts";
import type { Run } from "../ports/runs.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { getRunRequest, putRunRequest, type RunRequest } from "./run-request.ts";

type TemplateDeps = Pick<AgentDeps, "templates" | "projects" | "runs" | "log">;

/** Warnings of one run, at most: more of them say nothing more. */
const MAX_WARNINGS = 20;

/**
 * Chooses what the run works with and says what is wrong with it as `template_warning`s. Once a run: a repeat finds the
 * choice, or says the same again, which the log keeps once.
 */
export async function chooseTemplate(deps: TemplateDeps, run: Run): Promise<void> {
  const request = await getRunRequest(deps.runs, run.runId);
  if (request.template !== undefined) return;
  const { template, warnings } = await resolveFor(deps, run);
  for (const { templateId, ...payload } of warnings.slice(0, MAX_WARNINGS)) {
    await deps.log.append(run.runId, `template_warning:${templateId}:${payload.field}`, {
      name: "template_warning",
      payload,
    });
  }
  await putRunRequest(deps.runs, run, { ...request, template });
}

/** What the run works with; one that began before templates were kept with it asks for it anew. */
export const templateOf = async (
  deps: Pick<TemplateDeps, "templates" | "projects">,
  run: Run,
  request: RunRequest,
): Promise<Template> => request.template ?? (await resolveFor(deps, run)).template;

/** The request's template, then its project's. */
async function resolveFor(deps: Pick<TemplateDeps, "templates" | "projects">, run: Run) {
  const project = await deps.projects.get(run.projectId);
  const templateIds = [run.templateId, project?.templateId].filter((id) => typeof id === "string");
  return resolveTemplate(deps, templateIds, run.locale);
}
