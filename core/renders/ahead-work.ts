import type { RendererName } from "../contract/rendered-segment.ts";
import { liveRenderStates, type RenderStore, type SegmentWork } from "../ports/renders.ts";
import type { SegmentDeps } from "./deps.ts";

/*
 * Drawing ahead: a scene of a job that asked for a film is drawn while others are still being made, by a render of its
 * own (`isAhead`) that nobody sees. Two things about it are kept beside the renders, each as the work it is about:
 *
 * - by content key: who draws or drew it, so that the film's render waits for it instead of drawing it again, and
 *   whether it is paid for. Drawing ahead holds no credits: the first film that shows the frames pays for them, at the
 *   film's own rate, because started minutes count and scenes are short. A film that is never rendered pays nothing.
 * - by place: of `aheadPlaces` in the whole deployment, so that drawing ahead never takes more renderers at once.
 */

const PLACES = "ahead-places";
/** Looks at an ahead render are at most 20 s apart; one that was silent for longer has died with what it drew. */
const SILENCE_MS = 60_000;

const contentId = (key: string): string => `ahead-of#${key}`;

export const aheadWorkOn = (renders: RenderStore, key: string): Promise<SegmentWork | undefined> =>
  renders.getSegment(contentId(key), 0);

/** Says that this key is drawn ahead by this work, to be paid for by the film. */
export async function noteAhead(renders: RenderStore, key: string, work: SegmentWork): Promise<void> {
  const before = await aheadWorkOn(renders, key);
  const drawnAhead = { by: work.renderId, isOwed: true };
  const tries = (before?.tries ?? 0) + 1;
  await renders.putSegment({ ...work, renderId: contentId(key), index: 0, tries, drawnAhead }, tries - 1);
}

/** Says who drew it; nothing when it was not drawn ahead. Again, it changes nothing. */
export async function noteRenderer(renders: RenderStore, key: string, renderer: RendererName): Promise<void> {
  await changeNote(renders, key, (note) => (note.renderer === renderer ? undefined : { ...note, renderer }));
}

/** The renderer's job that draws this key ahead at the moment. */
export async function aheadJobOn(
  deps: Pick<SegmentDeps, "renders" | "clock">,
  key: string,
): Promise<SegmentWork | undefined> {
  const work = await aheadWorkOn(deps.renders, key);
  return work?.drawnAhead && (await isAlive(deps, work.drawnAhead.by)) ? work : undefined;
}

/** The film is paid for, and what was drawn ahead with it. Again, it changes nothing. */
export async function settleAhead(renders: RenderStore, keys: Iterable<string>): Promise<void> {
  await Promise.all(
    [...new Set(keys)].map((key) =>
      changeNote(renders, key, (note) =>
        note.drawnAhead?.isOwed ? { ...note, drawnAhead: { ...note.drawnAhead, isOwed: false } } : undefined,
      ),
    ),
  );
}

/** @param change undefined: it is as it should be */
async function changeNote(
  renders: RenderStore,
  key: string,
  change: (note: SegmentWork) => SegmentWork | undefined,
): Promise<void> {
  for (;;) {
    const note = await aheadWorkOn(renders, key);
    const changed = note && change(note);
    if (!changed) return;
    // False: somebody else changed it in between.
    if (await renders.putSegment({ ...changed, tries: note.tries + 1 }, note.tries)) return;
  }
}

/**
 * Takes one of the places, unless it has one. A place is free again as soon as its segment is drawn or given up, or its
 * render is over or dead; nobody has to give it back.
 *
 * @returns false when all are taken
 */
export async function takePlace(
  deps: Pick<SegmentDeps, "renders" | "clock" | "aheadPlaces">,
  renderId: string,
  index: number,
): Promise<boolean> {
  const { renders, clock } = deps;
  const holder = `${index}#${renderId}`;
  const places = await Promise.all(
    Array.from({ length: deps.aheadPlaces }, (_, place) => renders.getSegment(PLACES, place)),
  );
  if (places.some((place) => place?.rendererJobId === holder)) return true;
  for (const [place, taken] of places.entries()) {
    if (taken && (await isBusy(deps, taken.rendererJobId))) continue;
    const tries = (taken?.tries ?? 0) + 1;
    const work = { renderId: PLACES, index: place, rendererJobId: holder, tries, progress: 0 };
    if (await renders.putSegment({ ...work, startedAtEpochMs: clock.now() }, tries - 1)) return true;
  }
  return false;
}

async function isBusy(deps: Pick<SegmentDeps, "renders" | "clock">, holder: string): Promise<boolean> {
  const [index, ...renderId] = holder.split("#");
  if (!(await isAlive(deps, renderId.join("#")))) return false;
  const work = await deps.renders.getSegment(renderId.join("#"), Number(index));
  return work?.progress !== 1 && work?.error === undefined;
}

async function isAlive(
  { renders, clock }: Pick<SegmentDeps, "renders" | "clock">,
  renderId: string,
): Promise<boolean> {
  const render = await renders.get(renderId);
  if (!render || !liveRenderStates.includes(render.state)) return false;
  return clock.now() - render.heartbeatAtEpochMs < SILENCE_MS;
}
