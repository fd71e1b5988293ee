import * as z from "zod";
import type { Operation } from "../../compositions/operations.ts";
import { type Composition, type Item, imageItem, textItem } from "../../contract/composition.ts";
import { spreadWords } from "../../scenes/spread-words.ts";
import { requireKeysOf } from "./item-keys.ts";
import { removableLooks } from "./item-looks.ts";
import { turnInto } from "./media-tools.ts";
import { alignAt, boxAt, cornerAt, type PlacedBox, type Position, position } from "./placement.ts";
import { BACKGROUND_ID } from "./set-composition.ts";
import { type Edit, type EditContext, itemOf, type ToolDefinition, ToolInputError } from "./tool.ts";

const seconds = z.number().min(0).max(36_000);
const { left, top, width, height } = imageItem.unwrap().shape;

const input = z.strictObject({
  itemId: z.string().min(1).max(200),
  changes: z
    .strictObject({
      ...removableLooks,
      text: z.string().max(10_000).optional().describe("Of captions: spread over their time anew."),
      assetId: z.string().max(200).optional().describe("An asset of the composition, or an attachment."),
      preset: textItem.unwrap().shape.preset.nullable().describe("Of a text: a card that ends the film."),
      fromSeconds: seconds.optional(),
      durationSeconds: seconds.min(0.04).optional(),
      position: position
        .optional()
        .describe("Pictures, clips and colours with a size of their own keep it; a box gives another one."),
      left: left.nullable(),
      top: top.nullable(),
      width: width.nullable(),
      height: height.nullable(),
      layer: z.enum(["front", "back"]).optional().describe("In front of everything, or behind it."),
      trackId: z.string().max(200).optional(),
    })
    .describe("Keys of the item to set, as they are named in the composition; null removes a key."),
});
type Changes = z.infer<typeof input>["changes"];

export const updateItemTool: ToolDefinition<typeof input> = {
  name: "update_item",
  description:
    "Changes an item of the composition: its text, look, place, size, timing, loudness, fades, transitions, asset or layer. Give only what changes.",
  input,
  isStrict: false,
};

/** @throws ToolInputError when there is no such item, nothing to change, or no such key on an item of its type */
export function updateItem(context: EditContext, { itemId, changes }: z.infer<typeof input>): Edit {
  const turned = turnedFor(context, itemId, changes);
  if (turned !== undefined) return turned;
  const item = itemOf(context, itemId);
  const entries = entriesOf(context.composition, item, changes).filter(([, value]) => value !== undefined);
  const set = Object.fromEntries(entries.filter(([, value]) => value !== null));
  const unset = entries.filter(([, value]) => value === null).map(([key]) => key);
  requireKeysOf(item.type, [...Object.keys(set), ...unset]);

  const operations: Operation[] = [];
  if (entries.length > 0) operations.push({ op: "update-item", itemId, set, unset });
  const { trackId, layer } = changes;
  if (trackId !== undefined) operations.push({ op: "move-item", itemId, trackId });
  if (layer !== undefined) operations.push(...toLayer(context, itemId, layer));
  if (operations.length === 0) throw new ToolInputError("`changes` has nothing to change.");
  const changed = [...entries.map(([key]) => key), ...(layer === undefined ? [] : ["layer"])];
  return { operations, resultText: `Updated ${item.type} item ${itemId}: ${changed.join(", ")}.` };
}

/**
 * A picture that is to show a clip, or the other way round, becomes one.
 * @throws ToolInputError when more is to change: keys mean other things on another type
 */
function turnedFor(context: EditContext, itemId: string, changes: Changes): Edit | undefined {
  const { assets } = context.composition;
  const { assetId } = changes;
  const asset = assetId !== undefined && Object.hasOwn(assets, assetId) ? assets[assetId] : undefined;
  const item = itemOf(context, itemId);
  const isPicture = item.type === "image" || item.type === "video";
  if (!isPicture || asset === undefined || asset.type === "audio" || asset.type === item.type)
    return undefined;
  if (Object.keys(changes).length > 1) {
    throw new ToolInputError(`Item ${itemId} becomes ${asset.type}: change its assetId alone first.`);
  }
  const operations = turnInto(context, item, { ...asset, type: asset.type });
  return { operations, resultText: `Item ${itemId} is ${asset.type} now and shows ${asset.id}.` };
}

/** Keys of the composition and what they become; null: removed. */
function entriesOf(composition: Composition, item: Item, changes: Changes): [string, unknown][] {
  const { fps } = composition;
  const { fromSeconds, durationSeconds, position: place, trackId: _, layer: __, text, ...rest } = changes;
  const durationInFrames =
    durationSeconds === undefined ? item.durationInFrames : Math.max(1, Math.round(durationSeconds * fps));
  return Object.entries({
    ...(place !== undefined && placeOf(composition, item, place)),
    ...rest,
    ...(fromSeconds !== undefined && { from: Math.round(fromSeconds * fps) }),
    ...(durationSeconds !== undefined && { durationInFrames }),
    ...(text !== undefined &&
      (item.type === "captions"
        ? { captions: spreadWords(text, (durationInFrames / fps) * 1000) }
        : { text })),
  });
}

const NO_BOX = { left: null, top: null, width: null, height: null };

/** Where an item goes. A box that is to be the whole frame, or where its kind stands by itself, loses its sides. */
function placeOf(
  composition: Composition,
  item: Item,
  place: Position,
): Readonly<Record<string, number | string | null>> | PlacedBox {
  if (typeof place === "object") return place;
  const isType = item.type === "text" || item.type === "captions";
  const standsThere =
    item.type === "captions" ? place === "bottom" : item.type === "text" && place === "center";
  const aligned = isType ? { align: alignAt(place) } : {};
  if (place === "full" || standsThere) return { ...onlyOf(item, NO_BOX), ...aligned };
  const { width: ownWidth, height: ownHeight } = item.type === "audio" ? {} : item;
  if (isType || ownWidth === undefined || ownHeight === undefined) {
    return { ...boxAt(place, composition), ...aligned };
  }
  return cornerAt(place, composition, { width: ownWidth, height: ownHeight });
}

const onlyOf = (item: Item, sides: typeof NO_BOX): Partial<typeof NO_BOX> =>
  Object.fromEntries(Object.entries(sides).filter(([side]) => side in item));

/** A track of its own in front of all, or behind all but the film's background colour. */
function toLayer({ composition, newId }: EditContext, itemId: string, layer: "front" | "back"): Operation[] {
  const { tracks } = composition;
  const background = tracks.findIndex(({ id }) => id === BACKGROUND_ID);
  const behind = background === -1 ? tracks.length : background;
  const track = { id: newId("track"), trackType: "video", name: layer };
  return [
    { op: "add-track", track, index: layer === "front" ? 0 : behind },
    { op: "move-item", itemId, trackId: track.id },
  ];
}
