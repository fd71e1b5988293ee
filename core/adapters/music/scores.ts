import type { MusicMood } from "../../contract/composition.ts";
import type { Instrument, Score } from "./score.ts";

const pad: Instrument = {
  harmonics: [1, 0.35, 0.16, 0.07],
  attackSeconds: 0.5,
  releaseSeconds: 0.9,
  detuneCents: 7,
};
const strings: Instrument = {
  harmonics: [1, 0.7, 0.5, 0.36, 0.26, 0.18, 0.12],
  attackSeconds: 0.7,
  releaseSeconds: 1.2,
  detuneCents: 11,
};
const electricPiano: Instrument = {
  harmonics: [1, 0.1, 0.22, 0.02, 0.05],
  attackSeconds: 0.006,
  decaySeconds: 0.7,
  releaseSeconds: 0.25,
};
const pluck: Instrument = {
  harmonics: [1, 0.6, 0.35, 0.25, 0.15, 0.1, 0.06],
  attackSeconds: 0.004,
  decaySeconds: 0.16,
  releaseSeconds: 0.06,
};
const bell: Instrument = {
  harmonics: [1, 0, 0.45, 0, 0, 0.2, 0, 0, 0.08],
  attackSeconds: 0.003,
  decaySeconds: 0.3,
  releaseSeconds: 0.2,
};
const lead: Instrument = {
  harmonics: [1, 0.5, 0.33, 0.25, 0.2, 0.17, 0.14, 0.12, 0.11, 0.1],
  attackSeconds: 0.005,
  decaySeconds: 0.12,
  releaseSeconds: 0.04,
  detuneCents: 9,
};
const roundBass: Instrument = {
  harmonics: [1, 0.3, 0.08],
  attackSeconds: 0.012,
  decaySeconds: 0.6,
  releaseSeconds: 0.08,
};
const drivenBass: Instrument = {
  harmonics: [1, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12],
  attackSeconds: 0.004,
  decaySeconds: 0.2,
  releaseSeconds: 0.03,
};

const held = "*...............";

/** The music there is, composed for this product; a mood is one piece. */
export const scores: Readonly<Record<MusicMood, Score>> = {
  chill: {
    beatsPerMinute: 76,
    chords: [
      [53, 57, 60, 64],
      [52, 55, 59, 62],
      [50, 53, 57, 60],
      [48, 52, 55, 59],
      [53, 57, 60, 64],
      [52, 55, 59, 62],
      [50, 53, 57, 60],
      [55, 57, 60, 62],
    ],
    parts: [
      { instrument: pad, pattern: held, octave: 0, lengthInSteps: 16, gain: 0.5, pan: 0 },
      {
        instrument: electricPiano,
        pattern: "1..3..2...1.3...",
        octave: 1,
        lengthInSteps: 5,
        gain: 0.45,
        pan: 0.25,
      },
      { instrument: roundBass, pattern: "0.....0...0.....", octave: -1, lengthInSteps: 5, gain: 0.7, pan: 0 },
    ],
    drums: { kick: "x.......o.......", hat: "..o...o...o...o.", gain: 0.3 },
    echo: 0.35,
  },
  energetic: {
    beatsPerMinute: 128,
    chords: [
      [57, 60, 64],
      [57, 60, 64],
      [53, 57, 60],
      [53, 57, 60],
      [48, 52, 55],
      [48, 52, 55],
      [55, 59, 62],
      [55, 59, 62],
    ],
    parts: [
      { instrument: lead, pattern: "0127210801272108", octave: 1, lengthInSteps: 1, gain: 0.4, pan: -0.2 },
      {
        instrument: drivenBass,
        pattern: "..0.0.0...0.0.00",
        octave: -2,
        lengthInSteps: 2,
        gain: 0.8,
        pan: 0,
      },
      { instrument: lead, pattern: "*..*..*.........", octave: 0, lengthInSteps: 2, gain: 0.3, pan: 0.3 },
    ],
    drums: { kick: "x...x...x...x...", clap: "....x.......x...", hat: "..x...x...x...x.", gain: 0.8 },
    echo: 0.2,
  },
  corporate: {
    beatsPerMinute: 108,
    chords: [
      [60, 64, 67],
      [55, 59, 62],
      [57, 60, 64],
      [53, 57, 60],
      [60, 64, 67],
      [55, 59, 62],
      [53, 57, 60],
      [55, 60, 62],
    ],
    parts: [
      { instrument: pluck, pattern: "0.1.2.1.0.1.2.1.", octave: 1, lengthInSteps: 2, gain: 0.6, pan: -0.3 },
      {
        instrument: electricPiano,
        pattern: "*.......*.......",
        octave: 1,
        lengthInSteps: 8,
        gain: 0.3,
        pan: 0.2,
      },
      {
        instrument: roundBass,
        pattern: "0.......0.....0.",
        octave: -1,
        lengthInSteps: 6,
        gain: 0.25,
        pan: 0,
      },
      { instrument: pad, pattern: held, octave: 1, lengthInSteps: 16, gain: 0.22, pan: 0 },
    ],
    drums: { kick: "o.......o.......", clap: "....o.......o...", hat: "..x...x...x...x.", gain: 0.35 },
    echo: 0.25,
  },
  dramatic: {
    beatsPerMinute: 66,
    chords: [
      [50, 53, 57],
      [50, 53, 57],
      [46, 50, 53],
      [46, 50, 55],
      [43, 50, 58],
      [45, 52, 57],
      [50, 53, 57],
      [45, 49, 52],
    ],
    parts: [
      { instrument: strings, pattern: held, octave: 0, lengthInSteps: 16, gain: 0.4, pan: 0.1 },
      {
        instrument: strings,
        pattern: "0...............",
        octave: -1,
        lengthInSteps: 16,
        gain: 0.6,
        pan: -0.1,
      },
      { instrument: strings, pattern: "0.0.0.0.0.0.0.0.", octave: -1, lengthInSteps: 1, gain: 0.2, pan: 0 },
    ],
    drums: { kick: "x.o.........x...", gain: 0.9 },
    echo: 0.3,
  },
  upbeat: {
    beatsPerMinute: 118,
    chords: [
      [67, 71, 74],
      [62, 66, 69],
      [64, 67, 71],
      [60, 64, 67],
      [67, 71, 74],
      [62, 66, 69],
      [60, 64, 67],
      [62, 66, 72],
    ],
    parts: [
      { instrument: pluck, pattern: "*...*.*...*.*.*.", octave: 0, lengthInSteps: 2, gain: 0.4, pan: 0.3 },
      { instrument: bell, pattern: "2..7..8...7.2...", octave: 1, lengthInSteps: 3, gain: 0.5, pan: -0.3 },
      { instrument: roundBass, pattern: "0.....0.0...0...", octave: -2, lengthInSteps: 3, gain: 0.5, pan: 0 },
    ],
    drums: { kick: "x.....x.x.......", clap: "....x.......x...", hat: "x.x.x.x.x.x.x.x.", gain: 0.6 },
    echo: 0.15,
  },
};
