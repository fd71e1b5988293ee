import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CaptionPage, captionPages } from "../../../../core/compositions/layout/caption-pages.ts";
import { activeWord, pageAt } from "../../../../core/compositions/layout/caption-state.ts";
import { captionWords } from "../../../../core/compositions/layout/caption-words.ts";

/** Every letter is 10 wide, so is the space. */
const layout = { maxWidth: 300, maxLines: 2, measure: (text: string) => text.length * 10 };
const spoken = (text: string, wordMs = 300) =>
  text
    .split(" ")
    .map((word, index) => ({ text: word, startMs: index * wordMs, endMs: (index + 1) * wordMs - 20 }));
const linesOf = (page: CaptionPage | undefined) =>
  page?.lines.map((line) => line.map(({ text }) => text).join(" ")) ?? [];

const arbitraryCaptions = fc
  .array(
    fc.record({
      text: fc.stringMatching(/^[a-z가-힣]{1,12}[.,]?$/),
      gapMs: fc.integer({ min: 0, max: 1500 }),
      lengthMs: fc.integer({ min: 50, max: 900 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((words) => {
    let atMs = 0;
    return words.map(({ text, gapMs, lengthMs }) => {
      const startMs = atMs + gapMs;
      atMs = startMs + lengthMs;
      return { text, startMs, endMs: atMs };
    });
  });

describe("caption pages", () => {
  it("show every word once, in order, on lines that fit", () => {
    fc.assert(
      fc.property(arbitraryCaptions, (captions) => {
        const pages = captionPages(captions, layout);
        expect(pages.flatMap(({ lines }) => lines.flat()).map(({ text }) => text)).toEqual(
          captions.map(({ text }) => text),
        );
        for (const page of pages) {
          expect(page.lines.length).toBeLessThanOrEqual(2);
          for (const line of linesOf(page)) expect(layout.measure(line)).toBeLessThanOrEqual(300);
        }
      }),
    );
  });

  it("are up while each of their words is spoken, one at a time", () => {
    fc.assert(
      fc.property(arbitraryCaptions, (captions) => {
        const pages = captionPages(captions, layout);
        for (const word of captions) {
          const page = pageAt(pages, word.startMs);
          expect(page && activeWord(page, word.startMs)).toMatchObject({
            text: word.text,
            startMs: word.startMs,
          });
        }
        for (const [index, page] of pages.entries()) {
          expect(page.untilMs).toBeLessThanOrEqual(pages[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it("end with a sentence", () => {
    const pages = captionPages(spoken("The moon is small today. The sun is much larger than it."), layout);
    expect(pages.map((page) => linesOf(page).join(" "))).toEqual([
      "The moon is small today.",
      "The sun is much larger than it.",
    ]);
  });

  it("leave no lone word on a line or a page", () => {
    const pages = captionPages(
      spoken("its shadow races across the ground at more than two thousand kilometers every single hour now"),
      layout,
    );
    for (const page of pages) {
      expect(page.lines.flat().length).toBeGreaterThan(1);
      for (const line of page.lines) expect(line.length).toBeGreaterThan(1);
    }
  });

  it("do not end a line with an article or preposition when there is another way", () => {
    const [page] = captionPages(spoken("light travels from the distant stars to the eye"), layout);
    expect(linesOf(page)[0]).not.toMatch(/ (the|from|to)$/);
  });

  it("keep Korean words whole", () => {
    const pages = captionPages(spoken("달의 그림자는 시속 이천 킬로미터가 넘는 속도로 땅 위를 지나갑니다"), {
      ...layout,
      maxWidth: 150,
    });
    expect(pages.flatMap(({ lines }) => lines.flat()).every(({ text }) => !text.includes(" "))).toBe(true);
  });

  it("shrink for a word that is wider than a line", () => {
    const [page] = captionPages(spoken("Donaudampfschifffahrtsgesellschaftskapitän"), layout);
    expect(page?.shrink).toBeCloseTo(300 / 420, 2);
  });

  it("go away soon after the last word, and stay over a short breath", () => {
    const words = [
      { text: "One.", startMs: 0, endMs: 1400 },
      { text: "Two.", startMs: 1900, endMs: 3400 },
      { text: "Three.", startMs: 9000, endMs: 9500 },
    ];
    const pages = captionPages(words, layout);
    expect(pages.map(({ fromMs, untilMs }) => [fromMs, untilMs])).toEqual([
      [0, 1900],
      [1900, 4000],
      [9000, 10_100],
    ]);
  });

  it("are set quickly even for a text without a full stop", () => {
    const words = spoken(Array.from({ length: 5000 }, () => "word").join(" "), 100);
    const startedMs = performance.now();
    expect(captionPages(words, layout).length).toBeGreaterThan(100);
    expect(performance.now() - startedMs).toBeLessThan(3000);
  });
});

describe("caption words", () => {
  it("join what has no space before it, in the convention of @remotion/captions", () => {
    const words = captionWords([
      { text: "I", startMs: 0, endMs: 100 },
      { text: " don", startMs: 100, endMs: 200 },
      { text: "'t", startMs: 200, endMs: 300 },
      { text: " know", startMs: 300, endMs: 400 },
    ]);
    expect(words.map(({ text }) => text)).toEqual(["I", "don't", "know"]);
    expect(words[1]).toMatchObject({ startMs: 100, endMs: 300 });
  });

  it("are one each where nothing has a space", () => {
    expect(captionWords(spoken("a b c"))).toHaveLength(3);
  });
});
