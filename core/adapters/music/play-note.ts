import type { Instrument } from "./score.ts";

export const SAMPLE_RATE = 48_000;

/** Both channels of a loop: what runs over its end goes on at its start, which is why no seam is heard. */
export interface Loop {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Where a sound begins, and how loud it is on each side. */
export interface Place {
  readonly startSample: number;
  readonly left: number;
  readonly right: number;
}

/** @param sampleAt the sound, by samples from its start */
export function addSound(
  { left, right }: Loop,
  place: Place,
  lengthInSamples: number,
  sampleAt: (sample: number) => number,
): void {
  for (let sample = 0; sample < lengthInSamples; sample += 1) {
    const at = (place.startSample + sample) % left.length;
    const value = sampleAt(sample);
    left[at] = (left[at] ?? 0) + value * place.left;
    right[at] = (right[at] ?? 0) + value * place.right;
  }
}

const TABLE_SIZE = 4096;
const tables = new WeakMap<Instrument, Float32Array>();

/** One period of the instrument; its harmonics add up to 1 at most. */
function periodOf(instrument: Instrument): Float32Array {
  const known = tables.get(instrument);
  if (known) return known;
  const total = instrument.harmonics.reduce((sum, each) => sum + each, 0);
  const table = Float32Array.from({ length: TABLE_SIZE }, (_, index) =>
    instrument.harmonics.reduce(
      (sum, loudness, number) =>
        sum + (loudness / total) * Math.sin((2 * Math.PI * (number + 1) * index) / TABLE_SIZE),
      0,
    ),
  );
  tables.set(instrument, table);
  return table;
}

const hertzOf = (midiNote: number): number => 440 * 2 ** ((midiNote - 69) / 12);

/** @param heldSeconds until it is let go */
export function playNote(
  loop: Loop,
  place: Place,
  { instrument, midiNote, heldSeconds }: { instrument: Instrument; midiNote: number; heldSeconds: number },
): void {
  const table = periodOf(instrument);
  const { attackSeconds, decaySeconds, releaseSeconds, detuneCents = 0 } = instrument;
  const heldSamples = Math.round(heldSeconds * SAMPLE_RATE);
  const attackSamples = attackSeconds * SAMPLE_RATE;
  const releaseSamples = releaseSeconds * SAMPLE_RATE;
  const decayPerSample = decaySeconds === undefined ? 1 : 3 ** (-1 / (decaySeconds * SAMPLE_RATE));
  const steps = (detuneCents === 0 ? [0] : [-detuneCents / 2, detuneCents / 2]).map(
    (cents) => (hertzOf(midiNote + cents / 100) * TABLE_SIZE) / SAMPLE_RATE,
  );
  let decayed = 1 / steps.length;
  addSound(loop, place, heldSamples + Math.round(releaseSamples), (sample) => {
    decayed *= decayPerSample;
    const attack = Math.min(1, sample / attackSamples);
    const release = Math.min(1, Math.max(0, 1 - (sample - heldSamples) / releaseSamples));
    let value = 0;
    for (const step of steps) value += table[Math.floor(sample * step) % TABLE_SIZE] ?? 0;
    return value * decayed * attack * release;
  });
}
