import type { Prosody, SpeechItem } from "./speech-input.ts";

/** A word as speech marks name it: without the punctuation around it. Bytes are of the request's text. */
export interface Word {
  readonly value: string;
  readonly startByte: number;
  readonly endByte: number;
}

/** What a sentence is made of, in order. */
export type Piece =
  | { readonly kind: "text"; readonly text: string; readonly prosody: Prosody; readonly word?: Word }
  | { readonly kind: "pause"; readonly milliseconds: number }
  | { readonly kind: "mark"; readonly name: string; readonly startByte: number; readonly endByte: number };

export interface Sentence {
  readonly pieces: readonly Piece[];
  readonly value: string;
  readonly startByte: number;
  readonly endByte: number;
  /** Followed by the end of a paragraph. */
  readonly endsParagraph: boolean;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Text with XML's entities read. */
export function unescapeXml(text: string): string {
  return text.replace(/&(\w+|#\d+|#x[\da-f]+);/gi, (whole, name: string) => {
    if (name.startsWith("#"))
      return String.fromCodePoint(
        name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)),
      );
    return entities[name] ?? whole;
  });
}

// What may stand around a word and is not part of it; entities of quotes and brackets included.
const edge = String.raw`(?:&(?:quot|apos|lt|gt);|[^\p{L}\p{N}\p{M}$€£₩&%#@+])`;
const leading = new RegExp(`^${edge}+`, "u");
const trailing = new RegExp(`${edge}+$`, "u");

const abbreviations =
  /(?:^|\s)(?:Dr|Mr|Mrs|Ms|St|Sr|Sra|Srta|Prof|Jr|vs|No|Mt|EE\.UU|p\.ej|e\.g|i\.e|U\.S)\.\s*$/;

/** Where sentences end in a text, in UTF-16 units, the end of the text included. */
function sentenceEnds(text: string, language: string): number[] {
  const ends: number[] = [];
  for (const { segment, index } of new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)) {
    const end = index + segment.length;
    if (abbreviations.test(text.slice(0, end)) && end < text.length) continue;
    ends.push(end);
  }
  return ends;
}

/** Cuts a speech into its sentences, and those into words, pauses and marks. Sentences without a word are dropped. */
export function toSentences(items: readonly SpeechItem[], language: string): Sentence[] {
  const sentences: Sentence[] = [];
  let pieces: Piece[] = [];
  let startByte = -1;
  let endByte = 0;
  let value = "";
  const finish = (endsParagraph: boolean) => {
    if (pieces.some((piece) => piece.kind !== "text" || piece.word)) {
      sentences.push({
        pieces,
        value: unescapeXml(value.trim()),
        startByte: Math.max(0, startByte),
        endByte,
        endsParagraph,
      });
    }
    pieces = [];
    startByte = -1;
    value = "";
  };
  for (const item of items) {
    if (item.kind === "boundary") finish(true);
    else if (item.kind === "text") {
      let from = 0;
      for (const end of sentenceEnds(item.raw, language)) {
        const part = item.raw.slice(from, end);
        const partByte = item.startByte + Buffer.byteLength(item.raw.slice(0, from));
        const body = part.trim();
        if (body !== "") {
          const bodyByte = partByte + Buffer.byteLength(part.slice(0, part.indexOf(body)));
          if (startByte < 0) startByte = bodyByte;
          endByte = bodyByte + Buffer.byteLength(body);
        }
        value += part;
        pieces.push(...toPieces(part, partByte, item));
        from = end;
        if (end < item.raw.length || /[.!?。？！…]["'”’)\]]*\s*$/.test(part)) finish(/\n\s*\n/.test(part));
      }
    } else pieces.push(item);
  }
  finish(true);
  return sentences;
}

function toPieces(part: string, partByte: number, item: Extract<SpeechItem, { kind: "text" }>): Piece[] {
  return [...part.matchAll(/\S+/g)].map(({ 0: token, index }) => {
    const core = token.replace(leading, "").replace(trailing, "");
    const text = item.isEscaped ? unescapeXml(token) : token;
    if (!/[\p{L}\p{N}]/u.test(item.isEscaped ? unescapeXml(token) : token))
      return { kind: "text", text, prosody: item.prosody };
    const startByte =
      partByte + Buffer.byteLength(part.slice(0, index) + token.slice(0, token.indexOf(core)));
    const word = {
      value: item.isEscaped ? unescapeXml(core) : core,
      startByte,
      endByte: startByte + Buffer.byteLength(core),
    };
    return { kind: "text", text, prosody: item.prosody, word };
  });
}
