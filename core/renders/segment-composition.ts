import {
  type Asset,
  audioItem,
  type Composition,
  captionsItem,
  type Item,
  imageItem,
  solidItem,
  textItem,
  videoItem,
} from "../contract/composition.ts";
import type { Cut } from "./cut-timeline.ts";

const heard = Object.keys(audioItem.unwrap().shape).filter((key) => /decibel|audioFade/i.test(key));
const drawn = {
  image: Object.keys(imageItem.unwrap().shape),
  video: Object.keys(videoItem.unwrap().shape).filter((key) => !heard.includes(key)),
  text: Object.keys(textItem.unwrap().shape),
  solid: Object.keys(solidItem.unwrap().shape),
  captions: Object.keys(captionsItem.unwrap().shape),
};

/**
 * What is drawn between two cuts, and nothing else: the items there, in frames from the segment's start, without what is
 * only heard or what a client keeps for itself, under names that say nothing of where the segment lies. Equal pictures
 * make equal values; this is both what is rendered and what is hashed, so that neither can forget a field.
 *
 * Items that lie across a cut are still (see cutTimeline) and are shortened to it.
 */
export function segmentComposition(composition: Composition, { from, durationInFrames }: Cut): Composition {
  const items: Record<string, Item> = {};
  const assets: Record<string, Asset> = {};
  const assetNames = new Map<string, string>();
  const nameOf = (assetId: string): string => {
    const known = assetNames.get(assetId);
    if (known !== undefined) return known;
    const name = `asset-${assetNames.size + 1}`;
    assetNames.set(assetId, name);
    const { type, remoteUrl, contentHash } = composition.assets[assetId] ?? { type: "image" };
    assets[name] = {
      id: name,
      type,
      ...(remoteUrl !== undefined && { remoteUrl }),
      ...(contentHash !== undefined && { contentHash }),
    };
    return name;
  };
  const tracks = composition.tracks.flatMap((track) => {
    const names = track.items.flatMap((itemId) => {
      const item = composition.items[itemId];
      if (!item || item.type === "audio") return [];
      const start = Math.max(item.from, from);
      const end = Math.min(item.from + item.durationInFrames, from + durationInFrames);
      if (start >= end) return [];
      const id = `item-${Object.keys(items).length + 1}`;
      items[id] = {
        ...onlyDrawn(item),
        id,
        from: start - from,
        durationInFrames: end - start,
        ...("assetId" in item && typeof item.assetId === "string" && { assetId: nameOf(item.assetId) }),
      } as Item;
      return [id];
    });
    return names.length > 0 ? [names] : [];
  });
  return {
    fps: composition.fps,
    compositionWidth: composition.compositionWidth,
    compositionHeight: composition.compositionHeight,
    tracks: tracks.map((names, index) => ({ id: `track-${index + 1}`, items: names })),
    items,
    assets,
  };
}

function onlyDrawn(item: Exclude<Item, { type: "audio" }>): Record<string, unknown> {
  const entries = drawn[item.type].map((key) => [key, (item as Record<string, unknown>)[key]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
