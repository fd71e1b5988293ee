import {
  audioItem,
  captionsItem,
  type Item,
  imageItem,
  solidItem,
  textItem,
  videoItem,
} from "../../contract/composition.ts";
import { ToolInputError } from "./tool.ts";

const shapes = {
  image: imageItem.unwrap().shape,
  video: videoItem.unwrap().shape,
  audio: audioItem.unwrap().shape,
  text: textItem.unwrap().shape,
  solid: solidItem.unwrap().shape,
  captions: captionsItem.unwrap().shape,
} satisfies Record<Item["type"], object>;

/** What every item has, and what tools say in words of their own. */
const NOT_LOOKS = ["id", "type", "from", "durationInFrames", "assetId", "captions"];

/** What an item keeps when it becomes one of another type: keys that both have, and those that a client put there. */
export function keptAs(type: Item["type"], item: Item): Record<string, unknown> {
  const own = Object.keys(shapes[item.type]);
  const next = Object.keys(shapes[type]);
  return Object.fromEntries(Object.entries(item).filter(([key]) => next.includes(key) || !own.includes(key)));
}

/**
 * Items keep keys that they have no use for, so a change that is not seen would pass for one that is.
 * @throws ToolInputError naming the keys that an item of this type does have
 */
export function requireKeysOf(type: Item["type"], keys: readonly string[]): void {
  const known = Object.keys(shapes[type]);
  const strange = keys.filter((key) => !known.includes(key));
  if (strange.length === 0) return;
  const looks = known.filter((key) => !NOT_LOOKS.includes(key));
  const article = /^[aeiou]/.test(type) ? "An" : "A";
  throw new ToolInputError(
    `${article} ${type} item has no ${strange.join(", ")}. It has: ${looks.join(", ")}.`,
  );
}
