import { durationInFramesOf } from "../compositions/timeline.ts";
import type { Composition } from "../contract/composition.ts";
import type { FilmPlan, PlannedSegment } from "../contract/film-plan.ts";
import type { Render } from "../ports/renders.ts";
import { aheadWorkOn } from "./ahead-work.ts";
import { cutTimeline } from "./cut-timeline.ts";
import type { CutDeps } from "./deps.ts";
import { ingestAssets } from "./ingest-assets.ts";
import { outputScale } from "./output-size.ts";
import { planAudio } from "./plan-audio.ts";
import { planMusic } from "./plan-music.ts";
import { reportProgress } from "./render-progress.ts";
import { runningRender } from "./running-render.ts";
import { segmentComposition } from "./segment-composition.ts";
import { segmentKey } from "./segment-key.ts";

/** Once a day is enough, and spares the writing. */
const RENEW_AFTER_MS = 24 * 3600 * 1000;

/**
 * The first step: brings in what is not ours yet, cuts the film, finds out which segments there are already, and writes
 * the plan that every other step follows. Again, it answers by the plan that it wrote.
 *
 * @returns the segments that have to be rendered
 * @throws {RenderEndedError}
 * @throws {InvalidRequestError} an asset cannot be brought in
 */
export async function cutRender(
  deps: CutDeps,
  renderId: string,
): Promise<{ renderId: string; isAhead: boolean; segments: { renderId: string; index: number }[] }> {
  const render = await runningRender(deps, renderId);
  const plan = (await deps.plans.getPlan(renderId)) ?? (await writePlan(deps, render));
  await reportProgress(deps, render, plan);
  const segments = plan.segments.flatMap(({ isMissing }, index) => (isMissing ? [{ renderId, index }] : []));
  return { renderId, isAhead: render.isAhead === true, segments };
}

async function writePlan(deps: CutDeps, render: Render): Promise<FilmPlan> {
  const stored = await deps.plans.getComposition(render.renderId);
  if (!stored) throw new Error(`Render ${render.renderId} has no composition.`);
  const composition = await ingestAssets(deps.ingest, render.userId, stored);
  const scale = outputScale(composition, render.resolution);
  const music = planMusic(composition);
  const plan: FilmPlan = {
    fps: composition.fps,
    durationInFrames: durationInFramesOf(composition),
    scale,
    segments: await planSegments(deps, render.userId, composition, scale),
    audio: planAudio(composition),
    ...(music !== undefined && { music }),
  };
  await deps.plans.putPlan(render.renderId, plan);
  return plan;
}

async function planSegments(
  deps: CutDeps,
  userId: string,
  composition: Composition,
  scale: number,
): Promise<PlannedSegment[]> {
  const { sha256, renderer, renders } = deps;
  const { fingerprint } = renderer;
  const pieces = cutTimeline(composition).map((cut) => {
    const picture = { composition: segmentComposition(composition, cut), scale, ...cut };
    return {
      ...cut,
      composition: picture.composition,
      key: segmentKey(sha256, { userId, fingerprint, picture }),
    };
  });
  const keys = [...new Set(pieces.map(({ key }) => key))];
  const kept = await Promise.all(keys.map((key) => keep(deps, key)));
  const present = new Set(keys.filter((_, index) => kept[index]));
  const works = await Promise.all([...present].map((key) => aheadWorkOn(renders, key)));
  const owed = new Set([...present].filter((_, index) => works[index]?.drawnAhead?.isOwed));
  return pieces.map((piece) => {
    const isMissing = !present.has(piece.key);
    // The same picture twice in one film is rendered once, and paid for once.
    present.add(piece.key);
    const isOwed = !isMissing && owed.delete(piece.key);
    return { ...piece, isMissing, ...(isOwed && { isOwed }) };
  });
}

/** Segments end when nobody used them for 30 days: one that is used again is made young again. @returns whether it is there */
async function keep({ segments, clock }: CutDeps, key: string): Promise<boolean> {
  const facts = await segments.head(key);
  if (facts === undefined) return false;
  return clock.now() - facts.modifiedAtEpochMs < RENEW_AFTER_MS || segments.renew(key);
}
