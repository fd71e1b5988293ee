import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breakLines, linesNeeded, totalWidth } from "../../../../core/compositions/layout/break-lines.ts";
import { textBlock } from "../../../../core/compositions/layout/text-block.ts";

const MAX = 300;
const SPACE = 10;
/** Latin letters are 10 wide, Hangul 20. */
const widthOf = (text: string) =>
  [...text].reduce((sum, letter) => sum + (/[가-힣]/.test(letter) ? 20 : 10), 0);
const wordsOf = (texts: readonly string[]) => texts.map((text) => ({ text, width: widthOf(text) }));
const latin = fc.stringMatching(/^[a-z]{1,14}[,.]?$/);
const korean = fc.stringMatching(/^[가-힣]{1,7}[,.]?$/);
const texts = fc.oneof(
  fc.array(latin, { minLength: 1, maxLength: 24 }),
  fc.array(korean, { minLength: 1, maxLength: 24 }),
);

type Words = ReturnType<typeof wordsOf>;
const isWidow = (words: Words, start: number) =>
  start > 0 && start === words.length - 1 && totalWidth(words.slice(start), SPACE) < MAX / 2;

/** The first word of the last line when each line is filled. */
function filledLast(words: Words): number {
  let start = 0;
  for (let end = 1; end <= words.length; end += 1) {
    if (totalWidth(words.slice(start, end), SPACE) > MAX && end > start + 1) start = end - 1;
  }
  return start;
}

describe("lines", () => {
  it("are as few as can be, in English and in Korean", () => {
    fc.assert(
      fc.property(texts, (given) => {
        const words = wordsOf(given);
        expect(breakLines(words, SPACE, MAX)).toHaveLength(linesNeeded(words, SPACE, MAX));
      }),
    );
  });

  it("end with one short word only where no other breaking of as many lines does not", () => {
    let filledWidows = 0;
    fc.assert(
      fc.property(texts, (given) => {
        const words = wordsOf(given);
        const lines = breakLines(words, SPACE, MAX);
        if (isWidow(words, filledLast(words))) filledWidows += 1;
        if (!isWidow(words, lines.at(-1)?.start ?? 0)) return;
        for (let start = words.length - 2; start > 0; start -= 1) {
          const fits = totalWidth(words.slice(start), SPACE) <= MAX;
          expect(fits && linesNeeded(words.slice(0, start), SPACE, MAX) < lines.length).toBe(false);
        }
      }),
      { numRuns: 2000 },
    );
    // Filling line after line would have left many, so that there was something to avoid.
    expect(filledWidows).toBeGreaterThan(20);
  });

  it.each([
    ["How the Moon hides the whole Sun", ["How the Moon hides", "the whole Sun"]],
    ["Why volcanoes erupt so violently today", ["Why volcanoes erupt", "so violently today"]],
    ["개기 일식은 어떻게 일어나는 것일까 지금", ["개기 일식은 어떻게", "일어나는 것일까 지금"]],
  ])("of a title leave no word alone: %s", (text, lines) => {
    const face = { family: "Test", weight: 700, letterSpacingInEm: 0 } as const;
    const measure = (piece: string, _face: unknown, fontSize: number) => (widthOf(piece) * fontSize) / 20;
    const wished = { face, fontSize: 20, lineHeight: 1.2 };
    expect(textBlock(text, wished, { width: MAX, height: 500 }, measure).lines).toEqual(lines);
  });
});
