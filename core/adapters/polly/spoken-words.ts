import * as z from "zod";
import type { SpokenWord } from "../../ports/speaker.ts";

const wordMark = z.object({
  time: z.number().nonnegative(),
  type: z.literal("word"),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  value: z.string(),
});
type WordMark = z.infer<typeof wordMark>;

/** Longer than this a word does not last, whatever silence follows it: ms a letter, or a syllable of Hangul. */
const LONGEST_MS = { letter: 110, syllable: 280, word: 320 } as const;

/**
 * Reads Polly's speech marks, one JSON object a line.
 * @throws SyntaxError, ZodError for anything else
 */
export function parseWordMarks(lines: string): WordMark[] {
  return lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => wordMark.parse(JSON.parse(line)));
}

/**
 * Words as captions show them, with the punctuation that stands at them, and with an end.
 * @param text what was spoken; the marks' offsets are bytes of its UTF-8
 * @param offsetMs where this speech begins in the audio
 * @param lengthMs of this speech
 */
export function toSpokenWords(
  text: string,
  marks: readonly WordMark[],
  offsetMs: number,
  lengthMs: number,
): SpokenWord[] {
  const bytes = Buffer.from(text, "utf8");
  let earliestMs = 0;
  return marks.map((mark, number) => {
    const previous = marks[number - 1];
    const next = marks[number + 1];
    const before = bytes.subarray(previous?.end ?? 0, mark.start).toString("utf8");
    const after = bytes.subarray(mark.end, next?.start ?? bytes.length).toString("utf8");
    const leading = previous && !/\s/.test(before) ? "" : (/\S*$/.exec(before)?.[0] ?? "");
    const trailing = /^\S*/.exec(after)?.[0] ?? "";
    // Two marks of one time do happen; the second word gets the next millisecond.
    const startMs = Math.max(earliestMs, Math.round(Math.min(mark.time, lengthMs)));
    const latestMs = Math.min(next?.time ?? lengthMs, lengthMs, startMs + longestMs(mark.value));
    const endMs = Math.max(startMs + 1, Math.round(latestMs));
    earliestMs = endMs;
    const atMs = Math.round(offsetMs);
    return { text: `${leading}${mark.value}${trailing}`, startMs: atMs + startMs, endMs: atMs + endMs };
  });
}

function longestMs(word: string): number {
  const syllables = word.match(/[\uac00-\ud7a3]/g)?.length ?? 0;
  const digits = word.match(/\d/g)?.length ?? 0;
  const letters = [...word].length - syllables - digits;
  // A digit is a word of its own when it is read out.
  return Math.max(
    LONGEST_MS.word,
    syllables * LONGEST_MS.syllable + letters * LONGEST_MS.letter + digits * 450,
  );
}
