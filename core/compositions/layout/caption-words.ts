/** The shape of `@remotion/captions`; ms from the start of the captions item. */
export interface TimedText {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Captions as words to set: trimmed, in order of time, without empty ones.
 *
 * In the convention of `@remotion/captions` a word brings the space before it, and one without belongs to the word
 * before (`"don"`, `"'t"`). Captions in which no word has a space are taken as one word each.
 */
export function captionWords(captions: readonly TimedText[]): TimedText[] {
  const inOrder = [...captions].sort((a, b) => a.startMs - b.startMs);
  const bringsSpaces = inOrder.some(({ text }) => /^\s/.test(text));
  const words: TimedText[] = [];
  for (const { text, startMs, endMs } of inOrder) {
    const trimmed = text.trim().replaceAll(/\s+/g, " ");
    if (trimmed === "") continue;
    const before = words.at(-1);
    if (bringsSpaces && before && !/^\s/.test(text)) {
      words[words.length - 1] = {
        ...before,
        text: before.text + trimmed,
        endMs: Math.max(before.endMs, endMs),
      };
    } else {
      words.push({ text: trimmed, startMs, endMs: Math.max(startMs, endMs) });
    }
  }
  return words;
}
