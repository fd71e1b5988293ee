import * as z from "zod";

/*
 * The atlas of a segment: everything of it that keeps its shape (titles, caption pages, end cards, solids), drawn once by
 * Remotion on a transparent ground, one cell below the other, and a sheet that says what each cell is.
 *
 * Units: pixels of the output picture. Cells lie at even offsets from where they are on the stage: a pixel of 4:2:0
 * chroma covers two by two.
 */

const even = z
  .number()
  .int()
  .refine((n) => n % 2 === 0, "must be even");

/** A part of the stage, and the row of the atlas where it is drawn; it begins at the atlas's left edge. */
export const atlasCell = z.object({
  left: even,
  top: even,
  width: even.min(2),
  height: even.min(2),
  atlasTop: even.min(0),
});
export type AtlasCell = z.infer<typeof atlasCell>;

/** A word of a caption page: when it is spoken, and the part of the stage that it has to itself. */
export const atlasWord = z.object({
  text: z.string(),
  /** From the start of the captions item. */
  startMs: z.number(),
  endMs: z.number(),
  left: even,
  top: even,
  width: even.min(0),
  height: even.min(0),
});
export type AtlasWord = z.infer<typeof atlasWord>;

/** One page of captions, twice: no word lit, and all words lit. Nothing but the words' colour differs. */
export const atlasPage = z.object({
  fromMs: z.number(),
  untilMs: z.number(),
  plain: atlasCell,
  lit: atlasCell,
  lines: z.array(z.array(atlasWord)),
});
export type AtlasPage = z.infer<typeof atlasPage>;

export const atlasSheet = z.object({
  /** Of an item that looks the same all the time, by its id: at rest, opaque. */
  stills: z.record(z.string(), atlasCell),
  /** Of captions items, by their ids. The darkening below them is the same all across the stage: its cell is a strip. */
  captions: z.record(z.string(), z.object({ scrim: atlasCell.optional(), pages: z.array(atlasPage) })),
});
export type AtlasSheet = z.infer<typeof atlasSheet>;

/** The name under which Remotion gives the sheet out, beside the picture. */
export const ATLAS_SHEET_FILE = "sheet.json";
