import type { Caption } from "../contract/composition.ts";

/**
 * Words of a text as captions over a sound that says them, when nobody knows the time of each: a word has its share of
 * the length by its letters. In ms from the start of the sound; whole, in order, without gaps. No words: none.
 */
export function spreadWords(text: string, durationInSeconds: number): Caption[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const totalLetters = words.reduce((sum, word) => sum + lettersOf(word), 0);
  const msAt = (letters: number) => Math.round((letters / totalLetters) * durationInSeconds * 1000);
  let before = 0;
  return words.map((word) => {
    const after = before + lettersOf(word);
    const caption = { text: word, startMs: msAt(before), endMs: msAt(after) };
    before = after;
    return caption;
  });
}

/** A stop after a word takes time, too: punctuation counts. */
const lettersOf = (word: string): number => [...word].length;
