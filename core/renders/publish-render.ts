import { creditsForRender } from "../catalog/rates.ts";
import type { FilmPlan } from "../contract/film-plan.ts";
import { HoldClosedError } from "../credits/errors.ts";
import { captureHold } from "../credits/settle-holds.ts";
import type { FilmPlanStore } from "../ports/renders.ts";
import { settleAhead } from "./ahead-work.ts";
import type { EndRenderDeps } from "./deps.ts";
import { RenderEndedError } from "./errors.ts";
import { holdIdOf } from "./hold-id.ts";
import { renderedSegments } from "./rendered-segments.ts";
import { planOf } from "./running-render.ts";

/**
 * The last step: charges for what was drawn, gives the film to the project and tells the outside. Again, it changes nothing.
 *
 * @throws {RenderEndedError} it had failed or was aborted; the film is not given out
 * @throws {TransientError}
 */
export async function publishRender(
  deps: EndRenderDeps & { readonly plans: FilmPlanStore },
  renderId: string,
): Promise<{ renderId: string }> {
  const render = await deps.renders.get(renderId);
  if (!render || render.state === "failed") throw new RenderEndedError(renderId);
  const { userId, projectId, outputPath } = render;
  const plan = await planOf(deps, renderId);
  const segments = await renderedSegments(deps.renders, renderId, plan);
  await charge(deps, { userId, holdId: holdIdOf(renderId), spentCredits: creditsForPlan(plan) });
  await settleAhead(
    deps.renders,
    plan.segments.map(({ key }) => key),
  );
  await deps.projects.update(
    projectId,
    {
      status: "completed",
      renderPath: outputPath,
      renderProgress: 1,
      renderError: null,
      renderSegments: segments,
    },
    { renderId, status: ["rendering"] },
  );
  await deps.renders.end(renderId, "completed", { atEpochMs: deps.clock.now() });
  const { durationInFrames, fps } = plan;
  await deps.events.publish({
    name: "render.completed",
    detail: {
      id: `render.completed:${renderId}`,
      userId,
      projectId,
      renderId,
      renderPath: outputPath,
      durationInFrames,
      fps,
      segments,
    },
  });
  return { renderId };
}

/** What a film costs: the part that had to be drawn, be it ahead. */
export function creditsForPlan({ segments, fps }: FilmPlan): number {
  const frames = segments.reduce(
    (sum, each) => sum + (each.isMissing || each.isOwed ? each.durationInFrames : 0),
    0,
  );
  return creditsForRender(frames / fps);
}

async function charge(
  deps: EndRenderDeps,
  request: { userId: string; holdId: string; spentCredits: number },
): Promise<void> {
  try {
    await captureHold(deps, request);
  } catch (error) {
    // The hold ran out while the machine was stuck: the film is there all the same, and it is ours to bear.
    if (error instanceof HoldClosedError) return;
    throw error;
  }
}
