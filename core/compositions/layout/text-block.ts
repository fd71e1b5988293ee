import { breakLines, linesNeeded } from "./break-lines.ts";
import type { MeasureText, TypeFace } from "./type-face.ts";

export interface TextBlock {
  readonly lines: readonly string[];
  /** Pixels; smaller than wished when the text would not fit. */
  readonly fontSize: number;
}

/** Type is not set smaller than this share of the wish; beyond it the text runs over its box. */
const SMALLEST = 0.4;

/**
 * Sets a text into a box: line breaks of the author kept, the rest broken evenly between words, the size lowered until
 * all lines fit.
 *
 * @param box pixels
 * @param lineHeight in font sizes
 */
export function textBlock(
  text: string,
  wished: { readonly face: TypeFace; readonly fontSize: number; readonly lineHeight: number },
  box: { readonly width: number; readonly height: number },
  measure: MeasureText,
): TextBlock {
  const paragraphs = text.split(/\r?\n/).map((line) => line.trim().split(/\s+/).filter(Boolean));
  for (let share = 1; ; share -= 0.04) {
    const fontSize = wished.fontSize * share;
    const set = paragraphs.map((words) => setParagraph(words, fontSize, wished.face, box.width, measure));
    const lines = set.flatMap((paragraph) => paragraph.lines);
    const isTooWide = set.some((paragraph) => paragraph.isTooWide);
    const isTooTall = lines.length * fontSize * wished.lineHeight > box.height;
    if ((!isTooWide && !isTooTall) || share <= SMALLEST) return { lines, fontSize };
  }
}

function setParagraph(
  words: readonly string[],
  fontSize: number,
  face: TypeFace,
  maxWidth: number,
  measure: MeasureText,
): { lines: string[]; isTooWide: boolean } {
  if (words.length === 0) return { lines: [""], isTooWide: false };
  const measured = words.map((text) => ({ text, width: measure(text, face, fontSize) }));
  const spaceWidth = measure(" ", face, fontSize);
  const isTooWide = measured.some(({ width }) => width > maxWidth);
  if (linesNeeded(measured, spaceWidth, maxWidth) === 1) return { lines: [words.join(" ")], isTooWide };
  const lines = breakLines(measured, spaceWidth, maxWidth);
  return { lines: lines.map(({ start, end }) => words.slice(start, end).join(" ")), isTooWide };
}
