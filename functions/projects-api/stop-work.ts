import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import { abortRun } from "../../core/agent/reap-run.ts";
import { countCancel } from "../../core/credits/daily-limit.ts";
import type { Plan } from "../../core/ports/accounts.ts";
import type { Project } from "../../core/ports/projects.ts";
import type { ReapDeps } from "../../core/renders/deps.ts";
import { abortRender } from "../../core/renders/reap-renders.ts";

const REASON = "The project was deleted.";

/**
 * Ends the render and the agent run that work on a project, and gives back what they hold.
 * @throws {DailyLimitError} 429: they go on
 */
export async function stopWorkOn(
  deps: AdmissionDeps & ReapDeps,
  { projectId, userId, status, renderId }: Project,
  plan: Plan,
): Promise<void> {
  const owner = { userId, plan };
  if (status === "rendering" && renderId !== undefined) {
    await countCancel(deps, owner, renderId);
    await abortRender(deps, renderId, REASON);
  }
  const lock = await deps.runs.getLock(userId);
  if (lock?.projectId !== projectId) return;
  await countCancel(deps, owner, lock.runId);
  await abortRun(deps, lock, REASON);
}
