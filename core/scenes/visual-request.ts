import type { Locale } from "../contract/locale.ts";
import type { PlannedScene } from "../ports/jobs.ts";
import type { ImageRequest, VideoRequest } from "../ports/media-makers.ts";
import { clipSeconds } from "./scene-length.ts";

/** Image models take whole blocks of pixels; this many is enough for all of them. */
const BLOCK_PIXELS = 8;
const MAX_EDGE_PIXELS = 1920;

/** The size to ask an image model for: the stage's shape, at most 1920 pixels wide or high. */
export function imageSizeFor(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, MAX_EDGE_PIXELS / Math.max(width, height));
  const blocks = (pixels: number) =>
    Math.max(BLOCK_PIXELS, Math.round((pixels * scale) / BLOCK_PIXELS) * BLOCK_PIXELS);
  return { width: blocks(width), height: blocks(height) };
}

/** The nearest shape that clip models make. */
export function aspectRatioFor(width: number, height: number): VideoRequest["aspectRatio"] {
  const ratio = width / height;
  if (ratio > 1.2) return "16:9";
  return ratio < 1 / 1.2 ? "9:16" : "1:1";
}

interface Wanted {
  readonly prompt: string;
  /** Pixels of the stage. */
  readonly width: number;
  readonly height: number;
}

export const imageRequest = ({ prompt, width, height }: Wanted, seed: number): ImageRequest => ({
  prompt,
  ...imageSizeFor(width, height),
  seed,
});

export const videoRequest = (
  { prompt, width, height }: Wanted,
  scene: PlannedScene,
  locale: Locale,
): VideoRequest => ({
  prompt,
  aspectRatio: aspectRatioFor(width, height),
  durationInSeconds: clipSeconds(scene, locale),
});
