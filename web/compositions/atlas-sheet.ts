import type { AtlasPlan, PlannedCell } from "../../core/compositions/layout/atlas-plan.ts";
import type { CaptionPage } from "../../core/compositions/layout/caption-pages.ts";
import { captionsLayout } from "../../core/compositions/layout/captions-layout.ts";
import type { AtlasCell, AtlasPage, AtlasSheet, AtlasWord } from "../../core/contract/atlas.ts";
import type { CaptionsItem, Composition } from "../../core/contract/composition.ts";
import { measureInPage } from "./fonts.ts";

/** The elements of one cell, in the order of the plan. */
export type CellElements = readonly (Element | null)[];

/**
 * Says what each cell is, and where on the stage each word lies, as the browser has set it.
 *
 * @throws {Error} a cell of captions holds other lines than its page
 */
export function atlasSheet(
  composition: Composition,
  plan: AtlasPlan,
  elements: CellElements,
  scale: number,
): AtlasSheet {
  const stills: AtlasSheet["stills"] = {};
  const captions: AtlasSheet["captions"] = {};
  for (const { itemId, content, cell } of plan.cells) if (content.kind === "still") stills[itemId] = cell;
  for (const item of Object.values(composition.items)) {
    if (item.type !== "captions") continue;
    const own = plan.cells.map((planned, index) => ({ ...planned, element: elements[index] ?? null }));
    const cells = own.filter(({ itemId }) => itemId === item.id);
    const scrim = cells.find(({ content }) => content.kind === "scrim")?.cell;
    captions[item.id] = { ...(scrim && { scrim }), pages: pagesOf(item, composition, cells, scale) };
  }
  return { stills, captions };
}

type DrawnCell = PlannedCell & { readonly element: Element | null };

function pagesOf(
  item: CaptionsItem,
  { compositionWidth, compositionHeight }: Composition,
  cells: readonly DrawnCell[],
  scale: number,
): AtlasPage[] {
  const stage = { width: compositionWidth, height: compositionHeight };
  return captionsLayout(item, stage, measureInPage).pages.flatMap((page, index) => {
    const cellOf = (isLit: boolean) =>
      cells.find(
        ({ content }) => content.kind === "page" && content.page === index && content.isLit === isLit,
      );
    const [plain, lit] = [cellOf(false), cellOf(true)];
    if (!plain?.element || !lit) return [];
    const { fromMs, untilMs } = page;
    const lines = wordsIn(plain.element, page, plain.cell, scale);
    return [{ fromMs, untilMs, plain: plain.cell, lit: lit.cell, lines }];
  });
}

/** Each word has the cell up to the middle of the spaces around it, and its line up to the middle between lines. */
function wordsIn(element: Element, page: CaptionPage, cell: AtlasCell, scale: number): AtlasWord[][] {
  const origin = element.getBoundingClientRect();
  const x = (pixels: number) => cell.left + 2 * Math.round(((pixels - origin.left) * scale) / 2);
  const y = (pixels: number) => cell.top + 2 * Math.round(((pixels - origin.top) * scale) / 2);
  const [right, bottom] = [cell.left + cell.width, cell.top + cell.height];
  const lines = [...element.querySelectorAll("[data-line]")].map((line) => ({
    rect: line.getBoundingClientRect(),
    words: [...line.querySelectorAll("[data-word]")].map((word) => word.getBoundingClientRect()),
  }));
  if (lines.length !== page.lines.length)
    throw new Error("The captions of the atlas are not those of the plan.");
  return page.lines.map((words, row) => {
    const line = lines[row];
    const above = lines[row - 1];
    const below = lines[row + 1];
    const top = line && above ? y((above.rect.bottom + line.rect.top) / 2) : cell.top;
    const end = line && below ? y((line.rect.bottom + below.rect.top) / 2) : bottom;
    return words.map(({ text, startMs, endMs }, column) => {
      const rect = line?.words[column];
      const before = line?.words[column - 1];
      const after = line?.words[column + 1];
      if (!rect) throw new Error("The captions of the atlas are not those of the plan.");
      const left = before ? x((before.right + rect.left) / 2) : cell.left;
      const width = (after ? x((rect.right + after.left) / 2) : right) - left;
      return { text, startMs, endMs, left, top, width: Math.max(0, width), height: Math.max(0, end - top) };
    });
  });
}
