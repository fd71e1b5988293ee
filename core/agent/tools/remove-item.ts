import * as z from "zod";
import { type Edit, type EditContext, itemOf, type ToolDefinition } from "./tool.ts";

const input = z.strictObject({ itemId: z.string().min(1).max(200) });

export const removeItemTool: ToolDefinition<typeof input> = {
  name: "remove_item",
  description: "Removes an item from the composition.",
  input,
  isStrict: true,
};

/** @throws ToolInputError when there is no such item */
export function removeItem(context: EditContext, { itemId }: z.infer<typeof input>): Edit {
  const item = itemOf(context, itemId);
  return { operations: [{ op: "remove-item", itemId }], resultText: `Removed ${item.type} item ${itemId}.` };
}
