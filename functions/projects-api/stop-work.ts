import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import { abortRun } from "../../core/agent/reap-run.ts";
import type { Project } from "../../core/ports/projects.ts";
import type { ReapDeps } from "../../core/renders/deps.ts";
import { abortRender } from "../../core/renders/reap-renders.ts";

const REASON = "The project was deleted.";

/** Ends the render and the agent run that work on a project, and gives back what they hold. */
export async function stopWorkOn(deps: AdmissionDeps & ReapDeps, project: Project): Promise<void> {
  const { projectId, userId, status, renderId } = project;
  if (status === "rendering" && renderId !== undefined) await abortRender(deps, renderId, REASON);
  const lock = await deps.runs.getLock(userId);
  if (lock?.projectId === projectId) await abortRun(deps, lock, REASON);
}
