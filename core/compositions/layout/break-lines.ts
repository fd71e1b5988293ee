export interface BreakableWord {
  readonly text: string;
  /** Pixels, without the space after it. */
  readonly width: number;
}

/** Words that belong to the next one: a line that ends in one reads badly. */
const leading = new Set(
  (
    "a an the of to in on at by for from with and or but nor as is are was were be its his her their our your my this that " +
    "el la los las un una unos unas de del al en con por para y o que se su sus mi tu es son"
  ).split(" "),
);

/** Weighed one after the other: no line more than needed, then no widow, then how even the lines are. */
const LINE = 1000;
const WIDOW = 100;

/**
 * Breaks words into lines of even length, between words only (so Korean keeps its words whole): the fewest lines, a last
 * one of one short word only where nothing else fits, then the least raggedness, where a line of one word and a line that
 * ends in an article or preposition cost extra.
 * A word wider than a line gets a line of its own.
 *
 * @param maxWidth @param spaceWidth pixels
 * @returns for each line, the index of its first word and the index after its last
 */
export function breakLines(
  words: readonly BreakableWord[],
  spaceWidth: number,
  maxWidth: number,
): { readonly start: number; readonly end: number }[] {
  const cost = new Array<number>(words.length + 1).fill(Number.POSITIVE_INFINITY);
  const lineStart = new Array<number>(words.length + 1).fill(0);
  const needed = linesNeeded(words, spaceWidth, maxWidth);
  const goal = Math.min(maxWidth, totalWidth(words, spaceWidth) / Math.max(1, needed));
  cost[0] = 0;
  for (let end = 1; end <= words.length; end += 1) {
    let width = -spaceWidth;
    for (let start = end - 1; start >= 0; start -= 1) {
      width += (words[start]?.width ?? 0) + spaceWidth;
      if (width > maxWidth && start < end - 1) break;
      const total =
        (cost[start] ?? Number.POSITIVE_INFINITY) + lineCost(words, start, end, width, goal, maxWidth);
      if (total < (cost[end] ?? 0)) {
        cost[end] = total;
        lineStart[end] = start;
      }
    }
  }
  const lines: { start: number; end: number }[] = [];
  for (let end = words.length; end > 0; end = lineStart[end] ?? 0) {
    lines.unshift({ start: lineStart[end] ?? 0, end });
  }
  return lines;
}

/** How many lines the words take when each line is filled. */
export function linesNeeded(words: readonly BreakableWord[], spaceWidth: number, maxWidth: number): number {
  let lines = 0;
  let width = Number.POSITIVE_INFINITY;
  for (const word of words) {
    width += spaceWidth + word.width;
    if (width > maxWidth) {
      lines += 1;
      width = word.width;
    }
  }
  return lines;
}

export function totalWidth(words: readonly BreakableWord[], spaceWidth: number): number {
  return words.reduce((sum, word) => sum + word.width, spaceWidth * Math.max(0, words.length - 1));
}

/** Whether a reader stumbles when a line or page ends with this word. */
export function isLeading(word: string): boolean {
  return leading.has(word.toLowerCase());
}

function lineCost(
  words: readonly BreakableWord[],
  start: number,
  end: number,
  width: number,
  goal: number,
  maxWidth: number,
): number {
  const isLast = end === words.length;
  const ragged = ((goal - width) / maxWidth) ** 2;
  const isLonely = end - start === 1 && words.length > 1 && width < maxWidth * 0.5;
  const lonely = isLonely ? (isLast ? WIDOW : 0.3) : 0;
  const last = words[end - 1]?.text ?? "";
  const dangling = !isLast && isLeading(last) ? 0.12 : 0;
  const natural = !isLast && /[,;:–—]$/.test(last) ? -0.03 : 0;
  return LINE + ragged + lonely + dangling + natural;
}
