import fastJsonPatch, { type Operation } from "fast-json-patch";
import type { Composition } from "../contract/composition.ts";

/** RFC 6902: what makes `after` of `before`. */
export const compositionDiff = (before: Composition, after: Composition): Operation[] =>
  fastJsonPatch.compare(before, after);
