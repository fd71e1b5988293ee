import type { FilmPlan } from "../contract/film-plan.ts";
import type { Render } from "../ports/renders.ts";
import type { FinishDeps } from "./deps.ts";
import { RenderEndedError } from "./errors.ts";

/** The render that a step belongs to; says that it is alive. @throws {RenderEndedError} */
export async function runningRender(
  { renders, clock }: Pick<FinishDeps, "renders" | "clock">,
  renderId: string,
): Promise<Render> {
  const isLive = await renders.heartbeat(renderId, "rendering", clock.now());
  const render = await renders.get(renderId);
  if (!isLive || !render) throw new RenderEndedError(renderId);
  return render;
}

/** @throws Error when the first step has not been there */
export async function planOf({ plans }: Pick<FinishDeps, "plans">, renderId: string): Promise<FilmPlan> {
  const plan = await plans.getPlan(renderId);
  if (!plan) throw new Error(`Render ${renderId} has no plan.`);
  return plan;
}
