import * as z from "zod";
import type { Operation } from "../../compositions/operations.ts";
import { durationInFramesOf } from "../../compositions/timeline.ts";
import type { Composition, Item } from "../../contract/composition.ts";
import { type EditContext, ToolInputError } from "./tool.ts";

/** Named places on the stage, or a box in pixels. */
export const position = z.union([
  z.enum([
    "center",
    "top",
    "bottom",
    "left",
    "right",
    "top-left",
    "top-right",
    "bottom-left",
    "bottom-right",
    "full",
  ]),
  z.strictObject({
    left: z.number(),
    top: z.number(),
    width: z.number().min(1),
    height: z.number().min(1),
  }),
]);
export type Position = z.infer<typeof position>;

export interface PlacedBox {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
}

/** Share of the stage that stays free at each edge, and that a named place covers. */
const MARGIN = 0.07;
const HALF = 0.46;
const THIRD = 0.28;

const even = (pixels: number): number => Math.round(pixels / 2) * 2;

/** The box of a place, inside the safe margins; none for the whole frame. */
export function boxAt(place: Position, { compositionWidth, compositionHeight }: Composition): PlacedBox {
  if (typeof place === "object") return place;
  if (place === "full") return {};
  const [vertical, horizontal] = placeNames(place);
  const width = horizontal === "center" ? 1 - 2 * MARGIN : HALF - MARGIN / 2;
  const height = vertical === "center" ? 1 - 2 * MARGIN : THIRD;
  const left = horizontal === "right" ? 1 - MARGIN - width : MARGIN;
  const top = vertical === "bottom" ? 1 - MARGIN - height : MARGIN;
  return {
    left: even(left * compositionWidth),
    top: even(top * compositionHeight),
    width: even(width * compositionWidth),
    height: even(height * compositionHeight),
  };
}

/** Where something of this size stands at a place, inside the safe margins. */
export function cornerAt(
  place: Exclude<Position, object | "full">,
  { compositionWidth, compositionHeight }: Composition,
  { width, height }: { readonly width: number; readonly height: number },
): PlacedBox {
  const [vertical, horizontal] = placeNames(place);
  return {
    left: along(horizontal, compositionWidth, width),
    top: along(vertical, compositionHeight, height),
  };
}

/** Flush with a margin, or in the middle. */
function along(side: string, stage: number, size: number): number {
  if (side === "left" || side === "top") return even(stage * MARGIN);
  if (side === "right" || side === "bottom") return even(stage * (1 - MARGIN) - size);
  return even((stage - size) / 2);
}

function placeNames(place: Exclude<Position, object>): [vertical: string, horizontal: string] {
  if (place === "left" || place === "right") return ["center", place];
  const [vertical = "center", horizontal = "center"] = place.split("-");
  return [vertical, horizontal];
}

/** `align` that suits a place: text stands against the edge it is at. */
export function alignAt(place: Position): "left" | "center" | "right" {
  if (typeof place === "object") return "center";
  return place.endsWith("left") ? "left" : place.endsWith("right") ? "right" : "center";
}

/** Frames of a span in seconds. @param otherwiseFrames when no length is given */
export function span(
  composition: Composition,
  wanted: { readonly fromSeconds?: number | undefined; readonly durationSeconds?: number | undefined },
  otherwiseFrames: number,
): { from: number; durationInFrames: number } {
  const { fps } = composition;
  const { fromSeconds = 0, durationSeconds } = wanted;
  return {
    from: Math.round(fromSeconds * fps),
    durationInFrames: Math.max(
      1,
      durationSeconds === undefined ? Math.round(otherwiseFrames) : Math.round(durationSeconds * fps),
    ),
  };
}

/** Frames from `fromSeconds` to the film's end; `fallbackSeconds` when there is no film to fill. */
export function restOfFilm(composition: Composition, fromSeconds: number, fallbackSeconds: number): number {
  const rest = durationInFramesOf(composition) - Math.round(fromSeconds * composition.fps);
  return rest > 0 ? rest : Math.round(fallbackSeconds * composition.fps);
}

const overlaps = (a: Item, b: Pick<Item, "from" | "durationInFrames">): boolean =>
  a.from < b.from + b.durationInFrames && b.from < a.from + a.durationInFrames;

const isPicture = (item: Item): boolean => ["image", "video", "solid"].includes(item.type);

/**
 * Puts a new item into the track that is asked for, or into one of its own: type in front of everything, sound at the
 * end of the list, a picture in front of the pictures it would otherwise be hidden by and behind the type on them.
 * @throws ToolInputError when there is no such track
 */
export function placeItem(context: EditContext, item: Item, trackId?: string): Operation[] {
  const { tracks, items } = context.composition;
  if (trackId !== undefined) {
    if (!tracks.some(({ id }) => id === trackId)) {
      throw new ToolInputError(
        `There is no track ${trackId}. Tracks: ${tracks.map(({ id }) => id).join(", ")}.`,
      );
    }
    return [{ op: "add-item", trackId, item, index: 0 }];
  }
  const covering = tracks.findIndex((track) =>
    track.items.some((id) => {
      const other = items[id];
      return other !== undefined && isPicture(other) && overlaps(other, item);
    }),
  );
  const index = isPicture(item) ? (covering === -1 ? tracks.length : covering) : 0;
  const track = {
    id: context.newId("track"),
    trackType: item.type === "audio" ? "audio" : "video",
    name: item.type,
  };
  const place = item.type === "audio" ? {} : { index };
  return [
    { op: "add-track", track, ...place },
    { op: "add-item", trackId: track.id, item },
  ];
}
