import type { FilmPlan } from "../contract/film-plan.ts";
import type { Render, SegmentWork } from "../ports/renders.ts";
import type { EndRenderDeps } from "./deps.ts";

/** Shares of the whole that a user sees: planning, drawing, putting together. */
const PLANNED = 0.04;
const DRAWN = 0.92;

/** 0–1: how far a render is, by the frames that are drawn. */
export function renderProgress(plan: FilmPlan, works: readonly SegmentWork[]): number {
  const byIndex = new Map(works.map((work) => [work.index, work.progress]));
  const missing = plan.segments.flatMap((segment, index) =>
    segment.isMissing ? [{ frames: segment.durationInFrames, progress: byIndex.get(index) ?? 0 }] : [],
  );
  const frames = missing.reduce((sum, segment) => sum + segment.frames, 0);
  const drawn = missing.reduce((sum, segment) => sum + segment.frames * segment.progress, 0);
  return PLANNED + (DRAWN - PLANNED) * (frames === 0 ? 1 : drawn / frames);
}

/** Writes the progress to the project, where clients look. */
export async function reportProgress(
  { renders, projects }: Pick<EndRenderDeps, "renders" | "projects">,
  { renderId, projectId }: Render,
  plan: FilmPlan,
): Promise<void> {
  const progress = renderProgress(plan, await renders.listSegments(renderId));
  await projects.update(
    projectId,
    { renderProgress: Math.round(progress * 1000) / 1000 },
    { renderId, status: ["rendering"] },
  );
}
