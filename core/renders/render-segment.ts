import type { FilmPlan, PlannedSegment } from "../contract/film-plan.ts";
import { waitSecondsBefore } from "../contract/steps.ts";
import type { Render, SegmentWork } from "../ports/renders.ts";
import { aheadJobOn, noteAhead, noteRenderer, takePlace } from "./ahead-work.ts";
import type { SegmentDeps } from "./deps.ts";
import { RenderEndedError, SegmentFailedError } from "./errors.ts";
import { failedPlace } from "./failed-place.ts";
import { reportProgress } from "./render-progress.ts";
import { planOf, runningRender } from "./running-render.ts";

/** What the state machine looks at. */
export interface SegmentLook {
  readonly state: "rendering" | "ready";
  readonly waitSeconds: number;
  /** The number of the next look. */
  readonly attempt: number;
}

const MOST_TRIES = 3;
/** A renderer that says nothing for so long has died without saying so. */
const LONGEST_MS = 20 * 60 * 1000;
/** One that has begun and draws no further frame for so long has, too; before it begins it may wait for its turn. */
const LONGEST_STALL_MS = 90_000;

/**
 * Asks the renderer for one segment, unless it is there or asked for already, be it by a render ahead of this one. A
 * render ahead waits for a place, and leaves a film that is being rendered to the film.
 *
 * @param attempt number of this look, from 1
 * @throws {RenderEndedError} @throws {TransientError}
 */
export async function startSegment(
  deps: SegmentDeps,
  renderId: string,
  index: number,
  attempt = 1,
): Promise<SegmentLook> {
  const { render, plan, segment } = await place(deps, renderId, index);
  if (await deps.segments.head(segment.key)) return ready(deps, render, plan, index);
  const work = await deps.renders.getSegment(renderId, index);
  if (!work && render.isAhead) {
    const project = await deps.projects.get(render.projectId);
    if (!project || project.status === "rendering") throw new RenderEndedError(renderId);
    if (!(await takePlace(deps, renderId, index)))
      return { state: "rendering", waitSeconds: waitSecondsBefore(attempt), attempt: attempt + 1 };
  }
  if (!work) await askOrJoin(deps, render, index, segment, plan.scale);
  return { state: "rendering", waitSeconds: 2, attempt: 1 };
}

/**
 * Looks at one segment; one that failed is asked for again, up to three times in all.
 *
 * @param attempt number of this look, from 1
 * @throws {SegmentFailedError} @throws {RenderEndedError} @throws {TransientError}
 */
export async function checkSegment(
  deps: SegmentDeps,
  renderId: string,
  index: number,
  attempt: number,
): Promise<SegmentLook> {
  const { render, plan, segment } = await place(deps, renderId, index);
  const stored = await deps.renders.getSegment(renderId, index);
  if (!stored) return startSegment(deps, renderId, index, attempt);
  const next = { state: "rendering", attempt: attempt + 1 } as const;

  const seen = await deps.renderer.check(stored.rendererJobId);
  const work = { ...stored, renderer: seen.renderer };
  if (seen.state === "ready") {
    if (await deps.segments.head(segment.key)) return ready(deps, render, plan, index, work);
    return giveUp(deps, work, "the renderer lost its output", segment);
  }
  const now = deps.clock.now();
  const { startedAtEpochMs } = work;
  const hasMoved = seen.state === "rendering" && seen.progress !== stored.progress;
  const movedAtEpochMs = hasMoved ? now : (stored.movedAtEpochMs ?? startedAtEpochMs);
  const isSilent =
    now - startedAtEpochMs >= LONGEST_MS || (stored.progress > 0 && now - movedAtEpochMs >= LONGEST_STALL_MS);
  if (seen.state === "rendering" && !isSilent) {
    await deps.renders.putSegment({ ...work, progress: seen.progress, movedAtEpochMs }, work.tries);
    await reportProgress(deps, render, plan);
    const elapsedMs = now - startedAtEpochMs;
    const segments = plan.segments.filter(({ isMissing }) => isMissing).length;
    return { ...next, waitSeconds: waitSeconds(elapsedMs, seen.progress, { attempt, segments }) };
  }
  if (await deps.segments.head(segment.key)) return ready(deps, render, plan, index, work);
  const failure = seen.state === "failed" ? seen : { message: "the renderer went silent", isRetryable: true };
  if (!failure.isRetryable || work.tries >= MOST_TRIES) {
    return giveUp(deps, work, failure.message, segment);
  }
  await ask(deps, render, index, segment, plan.scale, work.tries + 1);
  return { ...next, waitSeconds: 2 };
}

/** History events that the looks at all segments of one render may take, of the 25,000 that an execution has. */
const LOOKING_EVENTS = 15_000;
const EVENTS_A_LOOK = 9;

/**
 * Seconds to the next look: sooner than the rest will take at the pace so far, so that neither much time nor many looks
 * are lost. Looks become rare when the machine's history would not hold more at this pace.
 *
 * @param attempt number of this look, from 1
 * @param segments how many are rendered in all
 */
export function waitSeconds(
  elapsedMs: number,
  progress: number,
  { attempt, segments }: { attempt: number; segments: number },
): number {
  const looks = LOOKING_EVENTS / EVENTS_A_LOOK / Math.max(1, segments);
  const longest = attempt < Math.min(60, looks / 2) ? 4 : 20;
  if (progress <= 0) return Math.min(longest, 2);
  const restSeconds = (elapsedMs * (1 - progress)) / progress / 1000;
  return Math.max(1, Math.min(longest, Math.ceil(restSeconds * 0.8)));
}

async function place(
  deps: SegmentDeps,
  renderId: string,
  index: number,
): Promise<{ render: Render; plan: FilmPlan; segment: PlannedSegment }> {
  const render = await runningRender(deps, renderId);
  const plan = await planOf(deps, renderId);
  const segment = plan.segments[index];
  if (!segment) throw new RangeError(`Render ${renderId} has no segment ${index}.`);
  return { render, plan, segment };
}

async function askOrJoin(
  deps: SegmentDeps,
  render: Render,
  index: number,
  segment: PlannedSegment,
  scale: number,
): Promise<void> {
  const ahead = render.isAhead ? undefined : await aheadJobOn(deps, segment.key);
  if (!ahead) return ask(deps, render, index, segment, scale, 1);
  const { rendererJobId, startedAtEpochMs } = ahead;
  const work = { renderId: render.renderId, index, rendererJobId, tries: 1, progress: 0, startedAtEpochMs };
  await deps.renders.putSegment(work, 0);
}

async function ask(
  deps: SegmentDeps,
  { renderId, isAhead }: Render,
  index: number,
  { composition, durationInFrames, key }: PlannedSegment,
  scale: number,
  tries: number,
): Promise<void> {
  const rendererJobId = await deps.renderer.start({ composition, durationInFrames, scale }, key, tries);
  const startedAtEpochMs = deps.clock.now();
  const work = { renderId, index, rendererJobId, tries, progress: 0, startedAtEpochMs };
  if (isAhead) await noteAhead(deps.renders, key, work);
  // Two that asked at once make the same file; whose job is looked at does not matter.
  await deps.renders.putSegment(work, tries - 1);
}

/** Keeps the reason for the report at the end: the film's other segments are still drawn. */
async function giveUp(
  deps: SegmentDeps,
  work: SegmentWork,
  error: string,
  segment: PlannedSegment,
): Promise<never> {
  await deps.renders.putSegment({ ...work, error }, work.tries);
  throw new SegmentFailedError([await failedPlace(deps, work.renderId, segment, error)]);
}

async function ready(
  deps: SegmentDeps,
  render: Render,
  plan: FilmPlan,
  index: number,
  work?: SegmentWork,
): Promise<SegmentLook> {
  const { renderId } = render;
  const done = work ?? { renderId, index, rendererJobId: "", tries: 1, startedAtEpochMs: deps.clock.now() };
  await deps.renders.putSegment({ ...done, progress: 1 }, work ? work.tries : 0);
  const key = plan.segments[index]?.key;
  if (render.isAhead && key !== undefined && work?.renderer)
    await noteRenderer(deps.renders, key, work.renderer);
  await reportProgress(deps, render, plan);
  return { state: "ready", waitSeconds: 1, attempt: 1 };
}
