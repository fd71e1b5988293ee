/** Well under the 3,000 billed characters that one SynthesizeSpeech takes. */
export const MOST_CHARACTERS = 2800;

/**
 * Cuts a text into parts of at most `most` characters, at sentence ends, else between words.
 * @returns parts without surrounding white space; none for a blank text
 */
export function splitSpeech(text: string, language: string, most: number = MOST_CHARACTERS): string[] {
  const parts: string[] = [];
  let part = "";
  const add = (piece: string) => {
    if (lengthOf(part.trimEnd()) > 0 && lengthOf(part) + lengthOf(piece.trimEnd()) > most) {
      parts.push(part);
      part = "";
    }
    part += piece;
  };
  for (const { segment } of new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)) {
    if (lengthOf(segment) <= most) add(segment);
    else
      for (const word of segment.match(/\s*\S+\s*/g) ?? []) for (const piece of chop(word, most)) add(piece);
  }
  return [...parts, part].map((each) => each.trim()).filter((each) => each !== "");
}

/** Polly counts characters, not UTF-16 units. */
const lengthOf = (text: string): number => [...text].length;

/** A "word" longer than the limit is no word; it is cut anywhere. */
function chop(word: string, most: number): string[] {
  const characters = [...word];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += most) pieces.push(characters.slice(at, at + most).join(""));
  return pieces;
}
