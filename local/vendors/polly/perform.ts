import type { Piece, Sentence } from "./sentences.ts";
import { type SpokenDocument, SYNTHESIZER_RATE } from "./speech-messages.ts";
import type { Synthesizer } from "./synthesizer.ts";
import type { EmulatedVoice } from "./voices.ts";

/** One line of speech marks, as Polly writes it: ms from the start, UTF-8 bytes of the request's text. */
export interface SpeechMark {
  readonly time: number;
  readonly type: "sentence" | "word" | "ssml";
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

export interface Performance {
  /** 22,050 Hz, mono, as the synthesizer made it. */
  readonly samples: Int16Array;
  /** In order of time; a sentence comes before its first word. */
  readonly marks: readonly SpeechMark[];
}

const SENTENCE_PAUSE_MS = 320;
const PARAGRAPH_PAUSE_MS = 620;
/** Quieter than this is silence; the synthesizer pads what it says. */
const SILENCE = 60;

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The synthesizer's SSML of a sentence; piece number n is preceded by mark n. */
function documentOf(pieces: readonly Piece[]): string {
  const parts = pieces.map((piece, number) => {
    if (piece.kind === "pause") return `<break time="${Math.round(piece.milliseconds)}ms"/>`;
    if (piece.kind === "mark") return `<mark name="${number}"/>`;
    const text = `${piece.word ? `<mark name="${number}"/>` : ""}${escapeXml(piece.text)}`;
    const attributes = Object.entries(piece.prosody).map(
      ([name, value]) => ` ${name}="${escapeXml(String(value))}"`,
    );
    return attributes.length > 0 ? `<prosody${attributes.join("")}>${text}</prosody>` : text;
  });
  return `<speak>${parts.join(" ")}</speak>`;
}

/** Speaks sentence by sentence, so that a mark that the synthesizer loses can never shift the next sentence. */
export async function perform(
  synthesizer: Synthesizer,
  voice: EmulatedVoice,
  sentences: readonly Sentence[],
): Promise<Performance> {
  const { synthesizer: name, pitch, range, rate } = voice;
  const documents = sentences.map(({ pieces }) => documentOf(pieces));
  const spoken = await synthesizer.speak({ documents, voice: name, pitch, range, rate });
  const parts: Int16Array[] = [];
  const marks: SpeechMark[] = [];
  let startMs = 0;
  for (const [number, sentence] of sentences.entries()) {
    const document = spoken[number];
    if (!document) throw new Error(`the synthesizer said ${spoken.length} of ${sentences.length} sentences`);
    const isLast = number === sentences.length - 1;
    const pauseMs = isLast ? 60 : sentence.endsParagraph ? PARAGRAPH_PAUSE_MS : SENTENCE_PAUSE_MS;
    const samples = withPause(
      document.samples,
      endsInPause(sentence.pieces) ? 0 : pauseMs,
      endsInPause(sentence.pieces),
    );
    const lengthMs = (samples.length / SYNTHESIZER_RATE) * 1000;
    marks.push(...marksOf(sentence, document, startMs, lengthMs - pauseMs));
    parts.push(samples);
    startMs += lengthMs;
  }
  const samples = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return { samples, marks };
}

function endsInPause(pieces: readonly Piece[]): boolean {
  return pieces.at(-1)?.kind === "pause";
}

/** The speech without the silence at its end, and with a pause of known length instead. */
function withPause(samples: Int16Array, pauseMs: number, keepsEnd: boolean): Int16Array {
  let end = samples.length;
  if (!keepsEnd) while (end > 0 && Math.abs(samples[end - 1] ?? 0) < SILENCE) end -= 1;
  const extended = new Int16Array(end + Math.round((pauseMs / 1000) * SYNTHESIZER_RATE));
  extended.set(samples.subarray(0, end));
  return extended;
}

/** The longest pause that the synthesizer makes before a word, at a bracket or a dash. */
const LONGEST_LEAD_MS = 600;
/** The closure of a "p" or "t" is silent too, and belongs to the word. */
const CLOSURE_MS = 100;
/** Root mean square of a voice; what rings on after a word is quieter. */
const VOICE = 300;

/** A mark may stand before a pause; its word begins where the voice does. Without any, the time stays. */
function onsetAfter(samples: Int16Array, milliseconds: number, nextMs: number): number {
  const step = SYNTHESIZER_RATE / 100;
  const from = Math.round((milliseconds / 1000) * SYNTHESIZER_RATE);
  const mostMs = Math.min(LONGEST_LEAD_MS, nextMs - milliseconds - CLOSURE_MS);
  for (let passedMs = 0; passedMs < mostMs; passedMs += 10) {
    const frame = samples.subarray(from + (passedMs / 10) * step, from + (passedMs / 10 + 1) * step);
    if (frame.length === 0) break;
    const energy = frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length;
    if (Math.sqrt(energy) >= VOICE)
      return passedMs > CLOSURE_MS ? milliseconds + passedMs - 20 : milliseconds;
  }
  return milliseconds;
}

/** Times of a sentence, its words and its marks; what the synthesizer did not report lies between what it did, by length. */
function marksOf(
  sentence: Sentence,
  document: SpokenDocument,
  startMs: number,
  lengthMs: number,
): SpeechMark[] {
  const reported = new Map(document.marks.map(({ name, milliseconds }) => [Number(name), milliseconds]));
  const timed = sentence.pieces.flatMap((piece, number) => {
    if (piece.kind === "pause" || (piece.kind === "text" && !piece.word)) return [];
    const length = piece.kind === "text" ? piece.text.length : 0;
    return [{ piece, length, at: reported.get(number) }];
  });
  const nextReported = (number: number): number =>
    timed.slice(number + 1).find(({ at }) => at !== undefined)?.at ?? lengthMs;
  const marks: SpeechMark[] = [];
  let last = 0;
  for (const [number, { piece, at }] of timed.entries()) {
    let time = at;
    if (time === undefined) {
      const previous = timed[number - 1];
      const later = timed.slice(number).findIndex((other) => other.at !== undefined);
      const gap = timed.slice(Math.max(0, number - 1), later < 0 ? undefined : number + later);
      const total = gap.reduce((sum, other) => sum + other.length + 1, 0);
      const until = later < 0 ? lengthMs : (timed[number + later]?.at ?? lengthMs);
      time = previous ? last + ((until - last) * (previous.length + 1)) / total : 0;
    }
    last = Math.min(
      Math.max(last, onsetAfter(document.samples, time, nextReported(number))),
      Math.max(last, lengthMs),
    );
    const value =
      piece.kind === "text"
        ? piece.word
        : piece.kind === "mark"
          ? { ...piece, value: piece.name }
          : undefined;
    if (!value) continue;
    marks.push({
      time: Math.round(startMs + last),
      type: piece.kind === "mark" ? "ssml" : "word",
      start: value.startByte,
      end: value.endByte,
      value: value.value,
    });
  }
  const { startByte: start, endByte: end, value } = sentence;
  return [{ time: Math.round(startMs), type: "sentence", start, end, value }, ...marks];
}
