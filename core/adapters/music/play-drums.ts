import { addSound, type Loop, SAMPLE_RATE } from "./play-note.ts";

export type Drum = "kick" | "clap" | "hat";

/** Strikes a drum. The same strike has the same noise, wherever and whenever it is made. */
export function playDrum(loop: Loop, drum: Drum, startSample: number, gain: number): void {
  const side = drum === "hat" ? 0.7 : 1;
  const place = { startSample, left: gain, right: gain * side };
  if (drum === "kick") addSound(loop, place, 0.35 * SAMPLE_RATE, kick());
  else if (drum === "clap") addSound(loop, place, 0.2 * SAMPLE_RATE, noise(0.035, 0.35, 0.5));
  else addSound(loop, place, 0.08 * SAMPLE_RATE, noise(0.014, 0.95, 0.3));
}

/** A tone that falls from 140 Hz to 48 Hz. */
function kick(): (sample: number) => number {
  let phase = 0;
  return (sample) => {
    const seconds = sample / SAMPLE_RATE;
    phase += (2 * Math.PI * (48 + 92 * Math.exp(-seconds / 0.035))) / SAMPLE_RATE;
    return Math.sin(phase) * Math.exp(-seconds / 0.09) * Math.min(1, (0.35 - seconds) / 0.05);
  };
}

/**
 * Noise that dies away.
 * @param brightness 0 to 1: how much of its lower part is taken out
 */
function noise(decaySeconds: number, brightness: number, gain: number): (sample: number) => number {
  let state = 0x2545f491;
  let before = 0;
  return (sample) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const white = state / 0x80000000;
    const value = white - brightness * before;
    before = white;
    const seconds = sample / SAMPLE_RATE;
    return gain * value * Math.min(1, seconds / 0.001) * Math.exp(-seconds / decaySeconds);
  };
}
