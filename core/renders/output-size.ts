import type { Composition } from "../contract/composition.ts";
import type { Resolution } from "../ports/renders.ts";

/** Pixels of the shorter side. */
const shortSides: Readonly<Record<Exclude<Resolution, "source">, number>> = { "720p": 720, "1080p": 1080 };

/** Output size against the composition's; "720p" and "1080p" mean the shorter side, upright and square films included. */
export function outputScale(composition: Composition, resolution: Resolution): number {
  if (resolution === "source") return 1;
  return shortSides[resolution] / Math.min(composition.compositionWidth, composition.compositionHeight);
}
