import type { AtlasCell } from "../../contract/atlas.ts";
import type { CaptionsItem, Composition, Item, TextItem } from "../../contract/composition.ts";
import { captionsLayout } from "./captions-layout.ts";
import type { Box } from "./frame-guide.ts";
import { boxOn, type StageSize } from "./stage-box.ts";
import { platePaddingInEm, textLayout } from "./text-layout.ts";
import type { MeasureText } from "./type-face.ts";

/** What one cell of an atlas shows. */
export type CellContent =
  | { readonly kind: "still" }
  | { readonly kind: "scrim" }
  | { readonly kind: "page"; readonly page: number; readonly isLit: boolean };

export interface PlannedCell {
  readonly itemId: string;
  readonly content: CellContent;
  readonly cell: AtlasCell;
}

export interface AtlasPlan {
  readonly cells: readonly PlannedCell[];
  /** Of all cells together, pixels of the output; 0 when nothing is to be drawn. */
  readonly height: number;
}

/** Chromium draws no picture higher than this. */
export const HIGHEST_ATLAS = 16_000;

/** Pixels of the output. */
const STRIP = 16;

/** Beyond the edges of type: its shadows reach 0.76 em. */
const SHADOW_IN_EM = 1;

/**
 * Which cells the atlas of a segment has: what keeps its shape while it is seen, each once.
 *
 * @param scale output against composition
 * @param measure in the page that draws, with its fonts loaded
 */
export function atlasPlan(composition: Composition, scale: number, measure: MeasureText): AtlasPlan {
  const stage = { width: composition.compositionWidth, height: composition.compositionHeight };
  const cells: PlannedCell[] = [];
  let height = 0;
  for (const item of Object.values(composition.items)) {
    for (const { content, region } of contentsOf(item, stage, scale, measure)) {
      const part = evenPart(region, stage, scale);
      if (!part) continue;
      cells.push({ itemId: item.id, content, cell: { ...part, atlasTop: height } });
      height += part.height;
    }
  }
  return { cells, height };
}

/** A solid of a plain colour needs no drawing. */
export const plainColor = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i;

type Content = { readonly content: CellContent; readonly region: Box };

function contentsOf(item: Item, stage: StageSize, scale: number, measure: MeasureText): Content[] {
  switch (item.type) {
    case "text":
      return [{ content: { kind: "still" }, region: textRegion(item, stage, measure) }];
    case "solid":
      return plainColor.test(item.color) ? [] : [{ content: { kind: "still" }, region: boxOn(stage, item) }];
    case "captions":
      return captionContents(item, stage, scale, measure);
    case "image":
    case "video":
    case "audio":
      return [];
  }
}

/** As wide as the stage: only the height of type is known without looking. */
function textRegion(item: TextItem, stage: StageSize, measure: MeasureText): Box {
  if (item.preset === "endCard") return boxOn(stage, item);
  const { box, lines, fontSize, lineHeight } = textLayout(item, stage, measure);
  const margin = Math.max(SHADOW_IN_EM, platePaddingInEm.y) * fontSize;
  const height = lines.length * lineHeight * fontSize + 2 * margin;
  return { left: 0, width: stage.width, top: box.top + (box.height - height) / 2, height };
}

function captionContents(
  item: CaptionsItem,
  stage: StageSize,
  scale: number,
  measure: MeasureText,
): Content[] {
  const { pages, box, fontSize, lineHeight, scrim } = captionsLayout(item, stage, measure);
  const bottom = box.top + box.height;
  const drawn = pages.flatMap((page, index) => {
    const em = fontSize * page.shrink;
    const height = page.lines.length * (lineHeight + (item.backgroundColor ? 0.08 : 0)) * em;
    const margin = SHADOW_IN_EM * em;
    const region = {
      left: 0,
      width: stage.width,
      top: bottom - height - margin,
      height: height + 2 * margin,
    };
    return [false, true].map((isLit) => ({ content: { kind: "page" as const, page: index, isLit }, region }));
  });
  // The same all across the stage: a strip of it is enough.
  const strip = scrim && { ...scrim, width: STRIP / scale };
  return [...(strip ? [{ content: { kind: "scrim" as const }, region: strip }] : []), ...drawn];
}

/** The part of the stage that covers a region, in whole pairs of output pixels; undefined when the region is beside the stage. */
export function evenPart(
  region: Box,
  stage: StageSize,
  scale: number,
): Omit<AtlasCell, "atlasTop"> | undefined {
  const down = (pixels: number) => Math.max(0, 2 * Math.floor((pixels * scale) / 2));
  const up = (pixels: number, most: number) =>
    Math.min(2 * Math.round((most * scale) / 2), 2 * Math.ceil((pixels * scale) / 2));
  const [left, top] = [down(region.left), down(region.top)];
  const width = up(region.left + region.width, stage.width) - left;
  const height = up(region.top + region.height, stage.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}
