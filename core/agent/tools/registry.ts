import * as z from "zod";
import { plan } from "../../jobs/plan.ts";
import type { ChatTool } from "../../ports/chat-model.ts";
import { addItem, addItemTool } from "./add-item.ts";
import { duplicateItem, duplicateItemTool } from "./duplicate-item.ts";
import { editTimeline, editTimelineTool } from "./edit-timeline.ts";
import { generateImageTool, generateSpeechTool, generateVideoTool } from "./media-tools.ts";
import { removeItem, removeItemTool } from "./remove-item.ts";
import { setComposition, setCompositionTool } from "./set-composition.ts";
import { type Edit, type EditContext, type ToolDefinition, ToolInputError } from "./tool.ts";
import { updateItem, updateItemTool } from "./update-item.ts";

export const planLongVideoTool: ToolDefinition<typeof plan> = {
  name: "plan_long_video",
  description:
    "Plans a whole narrated film about a topic, scene by scene. Every scene is then generated and assembled by itself: call this once, and no other tool with it. A scene can show a picture or clip that is there, by its assetId, and be narrated by a recording.",
  input: plan,
  isStrict: true,
};

/** In the order the model reads them; the order is part of what is cached. */
const definitions: readonly ToolDefinition[] = [
  planLongVideoTool,
  addItemTool,
  updateItemTool,
  removeItemTool,
  duplicateItemTool,
  editTimelineTool,
  setCompositionTool,
  generateImageTool,
  generateVideoTool,
  generateSpeechTool,
];

/**
 * The tools as the model gets them. The vendor holds a model to its schemas for at most 24 optional fields and 16 unions of
 * all strict tools together, so the two with a key for every look are checked here alone.
 * Source: https://platform.claude.com/docs/en/build-with-claude/structured-outputs#schema-complexity-limits
 */
export const chatTools: readonly ChatTool[] = definitions.map(({ name, description, input, isStrict }) => {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(input, { io: "input" });
  return { name, description, inputSchema, isStrict };
});

export const toolNames: readonly string[] = definitions.map(({ name }) => name);

/** Performs a tool that only edits; undefined for a name that is none of those. @throws ToolInputError */
export function performEdit(context: EditContext, toolName: string, input: unknown): Edit | undefined {
  switch (toolName) {
    case addItemTool.name:
      return addItem(context, parseInput(addItemTool, input));
    case updateItemTool.name:
      return updateItem(context, parseInput(updateItemTool, input));
    case removeItemTool.name:
      return removeItem(context, parseInput(removeItemTool, input));
    case duplicateItemTool.name:
      return duplicateItem(context, parseInput(duplicateItemTool, input));
    case editTimelineTool.name:
      return editTimeline(context, parseInput(editTimelineTool, input));
    case setCompositionTool.name:
      return setComposition(context, parseInput(setCompositionTool, input));
    default:
      return undefined;
  }
}

/** @throws ToolInputError naming every bad field, for the model to read */
export function parseInput<Schema extends z.ZodType>(
  { name, input: schema }: ToolDefinition<Schema>,
  input: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 10)
    .map(({ path, message }) => `${path.map(String).join(".") || "input"}: ${message}`);
  throw new ToolInputError(`The input of ${name} is not valid. ${problems.join("; ")}`);
}
