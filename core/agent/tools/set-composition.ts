import * as z from "zod";
import type { Operation } from "../../compositions/operations.ts";
import { type Music, music } from "../../contract/composition.ts";
import { restOfFilm } from "./placement.ts";
import {
  type Edit,
  type EditContext,
  requireNoSelection,
  type ToolDefinition,
  ToolInputError,
} from "./tool.ts";

const edge = z.number().int().min(16).max(7680);

const input = z.strictObject({
  width: edge.optional().describe("Pixels, even."),
  height: edge.optional().describe("Pixels, even."),
  fps: z.number().min(1).max(120).optional(),
  backgroundColor: z.string().min(1).max(64).optional().describe("CSS colour behind everything."),
  music: music.unwrap().shape.mood.optional().describe("Music under the whole film; none: without music."),
  musicDecibels: music
    .unwrap()
    .shape.decibelAdjustment.describe("That music's loudness against its own; 0 is its own."),
});

export const setCompositionTool: ToolDefinition<typeof input> = {
  name: "set_composition",
  description: "Sets the film's size, frame rate, background colour or music.",
  input,
  isStrict: true,
};

/** The background is one item behind all others. */
export const BACKGROUND_ID = "background";
const EMPTY_FILM_SECONDS = 5;

const even = (pixels: number): number => Math.round(pixels / 2) * 2;

/** @throws ToolInputError when nothing is to be set, or one item is selected */
export function setComposition(context: EditContext, given: z.infer<typeof input>): Edit {
  requireNoSelection(context);
  const { width, height, fps, backgroundColor, music: mood, musicDecibels } = given;
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
  if (mood !== undefined || musicDecibels !== undefined) {
    operations.push({ op: "set-music", music: musicOf(context, mood, musicDecibels) });
  }
  if (operations.length === 0)
    throw new ToolInputError(
      "Give at least one of width, height, fps, backgroundColor, music, musicDecibels.",
    );
  return { operations, resultText: `Set ${Object.keys(given).join(", ")}.` };
}

/** @throws ToolInputError for the loudness of music that is not there */
function musicOf(
  { composition }: EditContext,
  mood: Music["mood"] | undefined,
  decibels: number | undefined,
): Music {
  const next = mood ?? composition.music?.mood;
  if (next === undefined) throw new ToolInputError("The film has no music of its own; give music as well.");
  return { ...composition.music, mood: next, ...(decibels !== undefined && { decibelAdjustment: decibels }) };
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
