import type { KenBurnsStop } from "../contract/composition.ts";

/** Focal points, 0–1 of the picture: the corners of a box around its middle, where subjects usually are. */
const focalPoints = [
  { x: 0.5, y: 0.45 },
  { x: 0.38, y: 0.42 },
  { x: 0.62, y: 0.42 },
  { x: 0.4, y: 0.58 },
  { x: 0.6, y: 0.58 },
] as const;

const REST: KenBurnsStop = { scale: 1.02, x: 0.5, y: 0.5 };
const CLOSE_SCALE = { gentle: 1.12, strong: 1.28 };

/** FNV-1a, 32 bit: the same text always moves the same way. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}

/** A gentle move towards or away from a focal point; neighbours alternate, so that the film breathes. */
export function kenBurnsFor(
  seed: number,
  sceneIndex: number,
  strength: keyof typeof CLOSE_SCALE = "gentle",
): { readonly start: KenBurnsStop; readonly end: KenBurnsStop } {
  const focus = focalPoints[seed % focalPoints.length] ?? focalPoints[0];
  const close: KenBurnsStop = { scale: CLOSE_SCALE[strength], ...focus };
  return sceneIndex % 2 === 0 ? { start: REST, end: close } : { start: close, end: REST };
}
