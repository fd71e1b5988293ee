import { sweep } from "../credits/sweep.ts";
import type { ReapDeps } from "./deps.ts";
import { failRender } from "./fail-render.ts";

/**
 * A render whose steps have been silent for so long is looked at. Longer than it takes from the record to its execution;
 * no longer, because somebody whose machine was switched off wants to render again now.
 */
const SILENCE_MS = 15_000;
const STOPPED = "The render stopped before it was done. Please start it again.";

/**
 * Ends the render if its execution is gone.
 * @returns whether it was dead
 */
export async function reapIfDead(deps: ReapDeps, renderId: string): Promise<boolean> {
  const render = await deps.renders.get(renderId);
  if (render && deps.clock.now() - render.heartbeatAtEpochMs < SILENCE_MS) return false;
  if (render && (await deps.workflows.renderStatus(renderId)) === "running") return false;
  await failRender(deps, renderId, STOPPED);
  return true;
}

/**
 * Ends renders whose execution died without a word; called each minute. One that cannot be ended does not keep the others.
 * @returns the ids of those that were dead
 * @throws {AggregateError} at the end, with what went wrong
 */
export async function reapRenders(deps: ReapDeps, limit = 50): Promise<string[]> {
  const silent = await deps.renders.listSilent(deps.clock.now() - SILENCE_MS, limit);
  const dead: string[] = [];
  const { failures } = await sweep(silent, async ({ renderId }) => {
    if (!(await reapIfDead(deps, renderId))) return false;
    dead.push(renderId);
    return true;
  });
  if (failures.length > 0) throw new AggregateError(failures, "Some renders could not be ended.");
  return dead;
}

/** Stops a render for a reason of the user's own, such as deleting the project. A render that is over stays as it is. */
export async function abortRender(deps: ReapDeps, renderId: string, reason: string): Promise<void> {
  await deps.workflows.stopRender(renderId, reason);
  await failRender(deps, renderId, reason);
}
