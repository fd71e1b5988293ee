import type { MusicMood } from "../../contract/composition.ts";
import { playDrum } from "./play-drums.ts";
import { type Loop, playNote, SAMPLE_RATE } from "./play-note.ts";
import type { Part, Score } from "./score.ts";
import { scores } from "./scores.ts";

const STEPS_PER_BAR = 16;
/** What every bed is brought to, so that one mood is as loud as another, in dB of full scale (RMS). */
export const BED_RMS_DECIBELS = -23;
/** Repeats of the echo; each is softer by its loudness. */
const ECHOES = 3;

/**
 * Plays a mood's piece. Pure: the same mood gives the same samples, and what sounds on over the end is already in the start.
 * @returns 48 kHz stereo of 15 to 30 seconds at `BED_RMS_DECIBELS`
 */
export function composeBed(mood: MusicMood): Loop {
  const score = scores[mood];
  const stepInSamples = Math.round((SAMPLE_RATE * 60) / score.beatsPerMinute / 4);
  const length = stepInSamples * STEPS_PER_BAR * score.chords.length;
  const notes: Loop = { left: new Float32Array(length), right: new Float32Array(length) };
  score.chords.forEach((chord, bar) => {
    for (const part of score.parts) playPart(notes, part, chord, { bar, stepInSamples });
  });
  const loop: Loop = {
    left: withEcho(notes.left, stepInSamples * 3, score.echo),
    right: withEcho(notes.right, stepInSamples * 3, score.echo),
  };
  playDrums(loop, score, stepInSamples);
  return levelled(loop);
}

function playPart(
  loop: Loop,
  { instrument, pattern, octave, lengthInSteps, gain, pan }: Part,
  chord: readonly number[],
  { bar, stepInSamples }: { bar: number; stepInSamples: number },
): void {
  const heldSeconds = (lengthInSteps * stepInSamples) / SAMPLE_RATE;
  [...pattern].forEach((sign, step) => {
    const startSample = (bar * STEPS_PER_BAR + step) * stepInSamples;
    const place = {
      startSample,
      left: gain * Math.sqrt((1 - pan) / 2),
      right: gain * Math.sqrt((1 + pan) / 2),
    };
    for (const note of notesOf(sign, chord)) {
      playNote(loop, place, { instrument, midiNote: note + 12 * octave, heldSeconds });
    }
  });
}

function notesOf(sign: string, chord: readonly number[]): readonly number[] {
  if (sign === "*") return chord;
  if (!/\d/.test(sign)) return [];
  const place = Number(sign);
  const note = chord[(place >= 7 ? place - 7 : place) % chord.length];
  return note === undefined ? [] : [place >= 7 ? note + 12 : note];
}

function playDrums(loop: Loop, { drums, chords }: Score, stepInSamples: number): void {
  if (!drums) return;
  for (const drum of ["kick", "clap", "hat"] as const) {
    const pattern = drums[drum] ?? "";
    for (let bar = 0; bar < chords.length; bar += 1) {
      [...pattern].forEach((sign, step) => {
        const stroke = { x: 1, o: 0.5 }[sign] ?? 0;
        const startSample = (bar * STEPS_PER_BAR + step) * stepInSamples;
        if (stroke > 0) playDrum(loop, drum, startSample, stroke * drums.gain);
      });
    }
  }
}

function withEcho(channel: Float32Array, delayInSamples: number, loudness: number): Float32Array {
  const { length } = channel;
  const echoed = channel.slice();
  for (let echo = 1; echo <= ECHOES; echo += 1) {
    const gain = loudness ** echo;
    for (let sample = 0; sample < length; sample += 1) {
      const from = (sample - echo * delayInSamples + length) % length;
      echoed[sample] = (echoed[sample] ?? 0) + gain * (channel[from] ?? 0);
    }
  }
  return echoed;
}

function levelled({ left, right }: Loop): Loop {
  let squares = 0;
  for (const channel of [left, right]) for (const value of channel) squares += value * value;
  const gain = 10 ** (BED_RMS_DECIBELS / 20) / Math.sqrt(squares / (2 * left.length));
  return { left: left.map((value) => value * gain), right: right.map((value) => value * gain) };
}
