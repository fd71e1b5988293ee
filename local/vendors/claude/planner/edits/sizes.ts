import type { ViewedItem } from "./composition-view.ts";
import { LOOK } from "./lexicon.ts";

const FACTORS: readonly (readonly [number, RegExp])[] = [
  [0.5, /\bhalf (?:the |its |as )?(?:size|big|large)|\bto half\b|절반|반으로|\bla mitad\b/iu],
  [2, /\b(?:twice|double)\b|두\s*배|2\s*배|\bel doble\b/iu],
  [1.6, LOOK.muchBigger],
  [1.25, LOOK.bigger],
  [0.8, LOOK.smaller],
];

/** By how much something is to grow; undefined when nothing is said of that. */
export const sizeFactorIn = (text: string): number | undefined =>
  FACTORS.find(([, pattern]) => pattern.test(text))?.[0];

/** The item's box, grown about its middle; undefined when it fills the frame. */
export function scaledBox({ box }: ViewedItem, factor: number): Record<string, number> | undefined {
  if (box === undefined) return undefined;
  const width = Math.round(box.width * factor);
  const height = Math.round(box.height * factor);
  const left = Math.round(box.left + (box.width - width) / 2);
  const top = Math.round(box.top + (box.height - height) / 2);
  return { left, top, width, height };
}
