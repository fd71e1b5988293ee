import * as z from "zod";
import type { Operation } from "../../compositions/operations.ts";
import { textItem } from "../../contract/composition.ts";
import { removableLooks } from "./item-looks.ts";
import { boxAt, position } from "./placement.ts";
import { type Edit, type EditContext, itemOf, type ToolDefinition, ToolInputError } from "./tool.ts";

const seconds = z.number().min(0).max(36_000);

const input = z.object({
  itemId: z.string().min(1).max(200),
  changes: z
    .looseObject({
      ...removableLooks,
      text: z.string().max(10_000).optional(),
      assetId: z.string().max(200).optional(),
      preset: textItem.shape.preset.nullable().describe("Of a text: a card that ends the film."),
      fromSeconds: seconds.optional(),
      durationSeconds: seconds.min(0.04).optional(),
      position: position.optional(),
      trackId: z.string().max(200).optional(),
    })
    .describe("Keys of the item to set, as they are named in the composition; null removes a key."),
});

export const updateItemTool: ToolDefinition<typeof input> = {
  name: "update_item",
  description:
    "Changes an item of the composition: its text, look, place, timing, loudness, fades, transitions, asset or track.",
  input,
};

/** @throws ToolInputError when there is no such item, or nothing to change */
export function updateItem(context: EditContext, { itemId, changes }: z.infer<typeof input>): Edit {
  const item = itemOf(context, itemId);
  const { fps } = context.composition;
  const { fromSeconds, durationSeconds, position: place, trackId, id: _id, type: _type, ...rest } = changes;
  const entries = Object.entries({
    ...rest,
    ...(fromSeconds !== undefined && { from: Math.round(fromSeconds * fps) }),
    ...(durationSeconds !== undefined && {
      durationInFrames: Math.max(1, Math.round(durationSeconds * fps)),
    }),
    ...(place !== undefined && boxAt(place, context.composition)),
  }).filter(([, value]) => value !== undefined);
  const set = Object.fromEntries(entries.filter(([, value]) => value !== null));
  const unset = entries.filter(([, value]) => value === null).map(([key]) => key);
  // A box that is to be the whole frame loses its sides.
  if (place === "full") unset.push(...["left", "top", "width", "height"].filter((side) => side in item));

  const operations: Operation[] = [];
  if (Object.keys(set).length > 0 || unset.length > 0) {
    operations.push({ op: "update-item", itemId, set, unset });
  }
  if (trackId !== undefined) operations.push({ op: "move-item", itemId, trackId });
  if (operations.length === 0) throw new ToolInputError("`changes` has nothing to change.");
  return {
    operations,
    resultText: `Updated ${item.type} item ${itemId}: ${entries.map(([key]) => key).join(", ")}.`,
  };
}
