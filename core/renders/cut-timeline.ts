import { durationInFramesOf, itemsInTimelineOrder } from "../compositions/timeline.ts";
import type { Composition, Item } from "../contract/composition.ts";

/** A piece of the timeline: `from ≤ frame < from + durationInFrames`. */
export interface Cut {
  readonly from: number;
  readonly durationInFrames: number;
}

/** Pieces shorter than this are rendered together with short neighbours: starting a render costs seconds, too. */
const SHORT_SECONDS = 2;
/** Short pieces are not joined beyond this. A single one may be longer. */
const LONGEST_JOINED_SECONDS = 20;
/** Each segment costs a render's state machine some 120 history events of 25,000, see waitSeconds. */
const MOST_SEGMENTS = 150;

/**
 * Cuts the film wherever nothing that moves is on screen on both sides.
 *
 * Together the pieces are all of the film, each frame once. Which pieces there are depends on their near surroundings
 * only: a piece of two seconds or more is one by itself, shorter ones are joined with short neighbours. So an edit elsewhere
 * moves a piece but does not change it.
 */
export function cutTimeline(composition: Composition): Cut[] {
  const end = durationInFramesOf(composition);
  const points = cleanPoints(composition, end);
  for (let patience = 1; ; patience *= 2) {
    const shortFrames = SHORT_SECONDS * patience * composition.fps;
    const longestFrames = LONGEST_JOINED_SECONDS * patience * composition.fps;
    const cuts = joinShort(piecesBetween(points), shortFrames, longestFrames);
    if (cuts.length <= MOST_SEGMENTS) return cuts;
  }
}

/** Whether the item looks the same in every frame, so that it may be cut through. */
export function isStill(item: Item): boolean {
  if (item.type === "audio") return true;
  const changes = [
    item.fadeInDurationInSeconds,
    item.fadeOutDurationInSeconds,
    item.transitionIn?.durationInSeconds,
    item.transitionOut?.durationInSeconds,
  ];
  if (changes.some((seconds = 0) => seconds > 0)) return false;
  return (
    item.type === "solid" || item.type === "text" || (item.type === "image" && item.kenBurns === undefined)
  );
}

/** Starts and ends of what is seen, without those that lie inside a moving item; 0 and the film's end with them. */
function cleanPoints(composition: Composition, end: number): number[] {
  const seen = itemsInTimelineOrder(composition).filter(({ type }) => type !== "audio");
  const edges = new Set([0, end, ...seen.flatMap((item) => [item.from, item.from + item.durationInFrames])]);
  const moving = seen.filter((item) => !isStill(item));
  const points: number[] = [];
  let busyUntil = 0;
  let next = 0;
  for (const edge of [...edges].sort((a, b) => a - b)) {
    // `moving` is in order of its starts, so each item is met once.
    for (let item = moving[next]; item !== undefined && item.from < edge; item = moving[++next]) {
      busyUntil = Math.max(busyUntil, item.from + item.durationInFrames);
    }
    if (edge >= busyUntil) points.push(edge);
  }
  return points;
}

function piecesBetween(points: readonly number[]): Cut[] {
  return points.slice(1).map((point, index) => {
    const from = points[index] ?? 0;
    return { from, durationInFrames: point - from };
  });
}

function joinShort(pieces: readonly Cut[], shortFrames: number, longestFrames: number): Cut[] {
  const cuts: Cut[] = [];
  let isOpen = false;
  for (const piece of pieces) {
    const isShort = piece.durationInFrames < shortFrames;
    const before = cuts.at(-1);
    const joined = (before?.durationInFrames ?? 0) + piece.durationInFrames;
    if (before && isOpen && isShort && joined <= longestFrames) {
      cuts[cuts.length - 1] = { from: before.from, durationInFrames: joined };
    } else {
      cuts.push(piece);
    }
    isOpen = isShort;
  }
  return cuts;
}
