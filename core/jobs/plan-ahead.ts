import type { SceneInput } from "../contract/steps.ts";
import type { FilmPlanStore, RenderStore } from "../ports/renders.ts";
import { segmentComposition } from "../renders/segment-composition.ts";
import { scenePrefix } from "../scenes/scene-items.ts";
import { filmSoFar } from "./job-composition.ts";
import type { JobDeps } from "./job-deps.ts";
import { loadScene } from "./load-scene.ts";

export interface PlanAheadDeps extends Pick<JobDeps, "jobs" | "projects" | "clock" | "data"> {
  readonly renders: RenderStore;
  readonly plans: FilmPlanStore;
}

/**
 * The render that draws one assembled scene ahead of its film. Nothing in it depends on where the scene lies, and no item
 * of a scene leaves it: so its segments have the keys that they will have in the film. (A person's own overlay across
 * several scenes makes other keys; then the film draws those again.) The size is the composition's own.
 *
 * Again, it is the same render.
 *
 * @returns its id, also its execution's name; an empty string when there is nothing to draw
 * @throws {JobNotFoundError} @throws {ProjectNotFoundError}
 */
export async function planAhead(deps: PlanAheadDeps, input: SceneInput): Promise<{ renderId: string }> {
  const { job, scene, isCurrent } = await loadScene(deps.jobs, input);
  if (!isCurrent || scene.result?.generation !== input.generation) return { renderId: "" };
  const renderId = `ahead_${job.jobId}_${scene.sceneId}_${scene.generation}`;
  if (await deps.renders.get(renderId)) return { renderId };

  const film = await filmSoFar(deps, job);
  const prefix = scenePrefix(job.jobId, scene.sceneId);
  const items = Object.values(film.items).filter(({ id, type }) => id.startsWith(prefix) && type !== "audio");
  if (items.length === 0) return { renderId: "" };
  const from = Math.min(...items.map((item) => item.from));
  const end = Math.max(...items.map((item) => item.from + item.durationInFrames));
  const part = segmentComposition(film, { from, durationInFrames: end - from });
  await deps.plans.putComposition(renderId, part);
  const now = deps.clock.now();
  await deps.renders.create({
    renderId,
    userId: job.userId,
    projectId: job.projectId,
    state: "queued",
    resolution: "source",
    outputPath: "",
    isAhead: true,
    createdAtEpochMs: now,
    heartbeatAtEpochMs: now,
  });
  return { renderId };
}
