/** How a note sounds: the loudness of its harmonics, from the first, and how it begins and dies away. */
export interface Instrument {
  readonly harmonics: readonly number[];
  readonly attackSeconds: number;
  /** To a third of its loudness, once it has begun; absent: it is held to its end. */
  readonly decaySeconds?: number;
  readonly releaseSeconds: number;
  /** Second voice beside the first, in cents: width for held sounds. */
  readonly detuneCents?: number;
}

/** Strokes of a bar on a grid of sixteen; `x` is a stroke, `o` a soft one, anything else is none. */
export type Pattern = string;

/** One instrument's part: which of the chord's notes it plays when. */
export interface Part {
  readonly instrument: Instrument;
  /** Sixteen places a bar; a digit is the place of a note in the chord (7 and above: an octave up), `*` all of them. */
  readonly pattern: Pattern;
  /** Octaves up or down from the chord as it is written. */
  readonly octave: number;
  /** Sixteenths that each note is held. */
  readonly lengthInSteps: number;
  /** Against the other parts; 1 is full. */
  readonly gain: number;
  /** -1 left to 1 right. */
  readonly pan: number;
}

export interface Drums {
  readonly kick?: Pattern;
  readonly clap?: Pattern;
  readonly hat?: Pattern;
  readonly gain: number;
}

/** A piece of a few bars that may be repeated for ever. */
export interface Score {
  readonly beatsPerMinute: number;
  /** One a bar, as MIDI notes (60 is middle C), lowest first. */
  readonly chords: readonly (readonly number[])[];
  readonly parts: readonly Part[];
  readonly drums?: Drums;
  /** Loudness of the echo, a dotted eighth later, 0 to 1. */
  readonly echo: number;
}
