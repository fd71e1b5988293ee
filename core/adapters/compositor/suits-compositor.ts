import type { Composition, Item } from "../../contract/composition.ts";

/**
 * Whether the compositor draws all of a segment, from its data alone; what only the bytes of its media tell is found out
 * while drawing (UnsuitedError).
 *
 * @returns why not, for logs; undefined: it does
 */
export function unsuitedReason(composition: Composition): string | undefined {
  return Object.values(composition.items)
    .map(unsuitedItem)
    .find((reason) => reason !== undefined);
}

/** Lines nearer than this share pixels, and a lit word is cut out of its line. */
const CLOSEST_LINES = 1;

function unsuitedItem(item: Item): string | undefined {
  if (item.type === "audio") return undefined;
  if ((item.rotation ?? 0) % 360 !== 0) return "an item that is turned";
  for (const transition of [item.transitionIn, item.transitionOut]) {
    if (!transition || transition.type === "fade" || transition.durationInSeconds <= 0) continue;
    return `a ${transition.type} transition`;
  }
  if (item.type === "captions" && (item.lineHeight ?? CLOSEST_LINES) < CLOSEST_LINES)
    return "lines that overlap";
  return undefined;
}
