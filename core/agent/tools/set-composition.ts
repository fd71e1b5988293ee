import * as z from "zod";
import type { Operation } from "../../compositions/operations.ts";
import { music } from "../../contract/composition.ts";
import { restOfFilm } from "./placement.ts";
import { type Edit, type EditContext, type ToolDefinition, ToolInputError } from "./tool.ts";

const edge = z.number().int().min(16).max(7680);

const input = z.object({
  width: edge.optional().describe("Pixels, even."),
  height: edge.optional().describe("Pixels, even."),
  fps: z.number().min(1).max(120).optional(),
  backgroundColor: z.string().min(1).max(64).optional().describe("CSS colour behind everything."),
  music: music.shape.mood.optional().describe("Music under the whole film; none: without music."),
});

export const setCompositionTool: ToolDefinition<typeof input> = {
  name: "set_composition",
  description: "Sets the film's size, frame rate, background colour or music.",
  input,
};

/** The background is one item behind all others. */
const BACKGROUND_ID = "background";
const EMPTY_FILM_SECONDS = 5;

const even = (pixels: number): number => Math.round(pixels / 2) * 2;

/** @throws ToolInputError when nothing is to be set */
export function setComposition(context: EditContext, given: z.infer<typeof input>): Edit {
  const { width, height, fps, backgroundColor, music: mood } = given;
  const operations: Operation[] = [];
  if (width !== undefined || height !== undefined || fps !== undefined) {
    operations.push({
      op: "set-canvas",
      ...(width !== undefined && { compositionWidth: even(width) }),
      ...(height !== undefined && { compositionHeight: even(height) }),
      ...(fps !== undefined && { fps }),
    });
  }
  if (backgroundColor !== undefined) operations.push(...background(context, backgroundColor));
  if (mood !== undefined) {
    operations.push({ op: "set-music", music: { ...context.composition.music, mood } });
  }
  if (operations.length === 0)
    throw new ToolInputError("Give at least one of width, height, fps, backgroundColor, music.");
  return { operations, resultText: `Set ${Object.keys(given).join(", ")}.` };
}

function background({ composition }: EditContext, color: string): Operation[] {
  const existing = Object.hasOwn(composition.items, BACKGROUND_ID)
    ? composition.items[BACKGROUND_ID]
    : undefined;
  if (existing?.type === "solid") return [{ op: "update-item", itemId: BACKGROUND_ID, set: { color } }];
  const durationInFrames = restOfFilm(composition, 0, EMPTY_FILM_SECONDS);
  return [
    { op: "add-track", track: { id: BACKGROUND_ID, trackType: "video", name: "background" } },
    {
      op: "add-item",
      trackId: BACKGROUND_ID,
      item: { id: BACKGROUND_ID, type: "solid", color, from: 0, durationInFrames },
    },
  ];
}
