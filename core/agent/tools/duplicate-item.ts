import * as z from "zod";
import { type Edit, type EditContext, itemOf, requireNoSelection, type ToolDefinition } from "./tool.ts";

const input = z.strictObject({
  itemId: z.string().min(1).max(200),
  fromSeconds: z
    .number()
    .min(0)
    .max(36_000)
    .optional()
    .describe("When the copy begins; right after the item when left out."),
});

export const duplicateItemTool: ToolDefinition<typeof input> = {
  name: "duplicate_item",
  description: "Adds a copy of an item, in front of it on the same track. It shows the same asset.",
  input,
  isStrict: true,
};

/** @throws ToolInputError when there is no such item, or one item is selected */
export function duplicateItem(context: EditContext, { itemId, fromSeconds }: z.infer<typeof input>): Edit {
  requireNoSelection(context);
  const item = itemOf(context, itemId);
  const { tracks, fps } = context.composition;
  const from = fromSeconds === undefined ? item.from + item.durationInFrames : Math.round(fromSeconds * fps);
  const copy = { ...structuredClone(item), id: context.newId(item.type), from };
  const resultText = `Added ${copy.id}, a copy of ${itemId}, at ${(from / fps).toFixed(2)} s.`;
  const track = tracks.find(({ items }) => items.includes(itemId));
  if (track !== undefined) {
    const index = track.items.indexOf(itemId);
    return { operations: [{ op: "add-item", trackId: track.id, item: copy, index }], resultText };
  }
  const own = { id: context.newId("track"), name: item.type };
  return {
    operations: [
      { op: "add-track", track: own, index: 0 },
      { op: "add-item", trackId: own.id, item: copy },
    ],
    resultText,
  };
}
