import type { Composition, Item } from "../contract/composition.ts";

/** Items that are drawn or heard: those in a track. In time order; at the same time those in front first. */
export function itemsInTimelineOrder({ tracks, items }: Composition): Item[] {
  return tracks
    .flatMap((track) => track.items)
    .flatMap((itemId) => (Object.hasOwn(items, itemId) ? (items[itemId] ?? []) : []))
    .toSorted((a, b) => a.from - b.from);
}

/** Length of the film: where the last item that is in a track ends. 0 when there is none. */
export function durationInFramesOf(composition: Composition): number {
  return itemsInTimelineOrder(composition).reduce(
    (end, { from, durationInFrames }) => Math.max(end, from + durationInFrames),
    0,
  );
}

/** Length of the film in seconds, which is what a render costs by. */
export const durationInSecondsOf = (composition: Composition): number =>
  durationInFramesOf(composition) / composition.fps;

/**
 * What represents the film: the first image asset in timeline order.
 * @returns its `remoteUrl` as it is stored (a path when it is ours); null when there is none
 */
export function thumbnailOf(composition: Composition): string | null {
  for (const item of itemsInTimelineOrder(composition)) {
    if (item.type !== "image") continue;
    const url = composition.assets[item.assetId]?.remoteUrl;
    if (url !== undefined) return url;
  }
  return null;
}
