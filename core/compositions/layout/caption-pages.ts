import { type BreakableWord, breakLines, isLeading, linesNeeded, totalWidth } from "./break-lines.ts";
import { captionWords, type TimedText } from "./caption-words.ts";

/** What is on screen at once: one or two lines, and from when to when. ms from the start of the captions item. */
export interface CaptionPage {
  readonly lines: readonly (readonly TimedText[])[];
  readonly fromMs: number;
  readonly untilMs: number;
  /** Below 1 where one word is wider than a line. */
  readonly shrink: number;
}

export interface CaptionLayout {
  /** Pixels. */
  readonly maxWidth: number;
  readonly maxLines: number;
  /** Pixels, of one line of this text. */
  readonly measure: (text: string) => number;
}

/** A pause this long ends a page. */
const PAUSE_MS = 700;
/** A page goes away this long after its last word when nothing follows soon. */
const LINGER_MS = 600;
/** A sentence shorter than this shares its page with the next one, if both fit: a page must be readable. */
const SHORT_MS = 1300;

/** A page may end after this many words of text without any full stop. */
const LONGEST_PHRASE = 60;

type Word = TimedText & BreakableWord;

/**
 * Sets captions into pages: a page ends with a sentence or a pause where it can, pages of one sentence are of even
 * length, lines too, and no page or line is left with a lone word where that is avoidable.
 */
export function captionPages(captions: readonly TimedText[], layout: CaptionLayout): CaptionPage[] {
  const spaceWidth = layout.measure(" ");
  const words = captionWords(captions).map((word) => ({ ...word, width: layout.measure(word.text) }));
  const phrases = joinShort(phrasesOf(words), (phrase) => fits(phrase, spaceWidth, layout));
  const pages = phrases.flatMap((phrase) => splitEvenly(phrase, spaceWidth, layout));
  return pages.map((page, index) => {
    const last = page.at(-1);
    const endMs = last?.endMs ?? 0;
    const nextMs = pages[index + 1]?.[0]?.startMs ?? Number.POSITIVE_INFINITY;
    const widest = Math.max(...page.map(({ width }) => width));
    return {
      lines: breakLines(page, spaceWidth, layout.maxWidth).map(({ start, end }) =>
        page.slice(start, end).map(({ text, startMs, endMs }) => ({ text, startMs, endMs })),
      ),
      fromMs: page[0]?.startMs ?? 0,
      untilMs: nextMs - endMs < PAUSE_MS + LINGER_MS ? Math.max(nextMs, endMs) : endMs + LINGER_MS,
      shrink: Math.min(1, layout.maxWidth / widest),
    };
  });
}

function fits(words: readonly Word[], spaceWidth: number, layout: CaptionLayout): boolean {
  return linesNeeded(words, spaceWidth, layout.maxWidth) <= layout.maxLines;
}

function phrasesOf(words: readonly Word[]): Word[][] {
  const phrases: Word[][] = [];
  let phrase: Word[] = [];
  words.forEach((word, index) => {
    phrase.push(word);
    const next = words[index + 1];
    const ends = /[.!?…。！？]["'”’)\]]*$/.test(word.text);
    const isLong = phrase.length >= LONGEST_PHRASE;
    if (!next || ends || isLong || next.startMs - word.endMs >= PAUSE_MS) {
      phrases.push(phrase);
      phrase = [];
    }
  });
  return phrases;
}

function joinShort(phrases: readonly Word[][], fitsOnePage: (phrase: readonly Word[]) => boolean): Word[][] {
  const joined: Word[][] = [];
  for (const phrase of phrases) {
    const before = joined.at(-1);
    const lasts = before ? (before.at(-1)?.endMs ?? 0) - (before[0]?.startMs ?? 0) : 0;
    const pause = (phrase[0]?.startMs ?? 0) - (before?.at(-1)?.endMs ?? 0);
    if (before && lasts < SHORT_MS && pause < PAUSE_MS && fitsOnePage([...before, ...phrase])) {
      joined[joined.length - 1] = [...before, ...phrase];
    } else {
      joined.push([...phrase]);
    }
  }
  return joined;
}

/** As even as they can be; one page more than needed where that ends pages at better places. */
function splitEvenly(phrase: readonly Word[], spaceWidth: number, layout: CaptionLayout): Word[][] {
  if (fits(phrase, spaceWidth, layout)) return [[...phrase]];
  const fewest = Math.ceil(linesNeeded(phrase, spaceWidth, layout.maxWidth) / layout.maxLines);
  for (let count = fewest; ; count += 1) {
    const split = splitInto(phrase, count, spaceWidth, layout);
    if (!split) continue;
    const looser = splitInto(phrase, count + 1, spaceWidth, layout);
    const { starts } = looser && looser.cost + ONE_MORE_PAGE < split.cost ? looser : split;
    return starts.map((start, index) => phrase.slice(start, starts[index + 1] ?? phrase.length));
  }
}

function splitInto(
  phrase: readonly Word[],
  count: number,
  spaceWidth: number,
  layout: CaptionLayout,
): Split | undefined {
  const goal = totalWidth(phrase, spaceWidth) / count;
  // best[end]: the cheapest way to put the first `end` words on the pages so far.
  let best: (Split | undefined)[] = [{ cost: 0, starts: [] }];
  for (let page = 1; page <= count; page += 1) {
    const next: (Split | undefined)[] = [];
    for (let end = page; end <= phrase.length; end += 1) {
      for (let start = end - 1; start >= page - 1; start -= 1) {
        const words = phrase.slice(start, end);
        if (words.length > 1 && !fits(words, spaceWidth, layout)) break;
        const before = best[start];
        if (!before) continue;
        const cost = before.cost + pageCost(words, goal, spaceWidth, end === phrase.length);
        if (cost < (next[end]?.cost ?? Number.POSITIVE_INFINITY)) {
          next[end] = { cost, starts: [...before.starts, start] };
        }
      }
    }
    best = next;
  }
  return best[phrase.length];
}

/** What a page more than needed must save. */
const ONE_MORE_PAGE = 0.25;

interface Split {
  readonly cost: number;
  /** Index of each page's first word. */
  readonly starts: readonly number[];
}

function pageCost(words: readonly Word[], goal: number, spaceWidth: number, isLast: boolean): number {
  const last = words.at(-1)?.text ?? "";
  const uneven = ((totalWidth(words, spaceWidth) - goal) / goal) ** 2;
  const lonely = words.length === 1 ? 1 : 0;
  const dangling = !isLast && isLeading(last) ? 0.45 : 0;
  const natural = !isLast && /[,;:–—]$/.test(last) ? -0.2 : 0;
  return uneven + lonely + dangling + natural;
}
