import type { Composition } from "../../contract/composition.ts";

/**
 * Whether the compositor draws all of a segment, from its data alone; what only the bytes of its media tell is found out
 * while drawing (UnsuitedError).
 *
 * @returns why not, for logs; undefined: it does
 */
export function unsuitedReason(_composition: Composition): string | undefined {
  return "in work";
}
