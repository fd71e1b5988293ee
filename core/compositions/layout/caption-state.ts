import type { CaptionPage } from "./caption-pages.ts";
import type { TimedText } from "./caption-words.ts";

/** A silence shorter than this between two words keeps the first one lit, so that the highlight does not flicker. */
const BRIDGE_MS = 280;

/** The page on screen at a time, ms from the start of the captions item. */
export function pageAt<Page extends Pick<CaptionPage, "fromMs" | "untilMs">>(
  pages: readonly Page[],
  atMs: number,
): Page | undefined {
  return pages.find(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs);
}

/** The word being spoken; none in a pause. */
export function activeWord<Word extends TimedText>(
  page: { readonly lines: readonly (readonly Word[])[]; readonly untilMs: number },
  atMs: number,
): Word | undefined {
  const words = page.lines.flat();
  const index = words.findLastIndex(({ startMs }) => startMs <= atMs);
  const word = words[index];
  if (!word) return undefined;
  const nextMs = words[index + 1]?.startMs ?? page.untilMs;
  const litUntilMs = nextMs - word.endMs <= BRIDGE_MS ? Math.max(nextMs, word.endMs) : word.endMs;
  return atMs < litUntilMs ? word : undefined;
}
