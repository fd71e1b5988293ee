import type { Caption } from "../contract/composition.ts";

/**
 * Words over a span, each for as long as it has letters: captions of what nobody knows the times of. Whole ms from the
 * span's start, in order, without gaps. No words: none.
 */
export function spreadWords(text: string, durationMs: number): Caption[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const letters = words.reduce((sum, word) => sum + word.length + 1, 0);
  let at = 0;
  return words.map((word) => {
    const startMs = (at / letters) * durationMs;
    at += word.length + 1;
    return { text: word, startMs: Math.round(startMs), endMs: Math.round((at / letters) * durationMs) };
  });
}
