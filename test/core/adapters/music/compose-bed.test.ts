import { describe, expect, it } from "vitest";
import { bedFile } from "../../../../core/adapters/music/bed-file.ts";
import { BED_RMS_DECIBELS, composeBed } from "../../../../core/adapters/music/compose-bed.ts";
import { scores } from "../../../../core/adapters/music/scores.ts";
import { type MusicMood, musicMoods } from "../../../../core/contract/composition.ts";

const RATE = 48_000;
const beds = new Map(musicMoods.map((mood) => [mood, composeBed(mood)]));

function bedOf(mood: MusicMood): { left: Float32Array; right: Float32Array } {
  const bed = beds.get(mood);
  if (bed === undefined) throw new Error(`There is no bed ${mood}.`);
  return bed;
}

const at = (channel: Float32Array, sample: number): number =>
  channel[(sample + channel.length) % channel.length] ?? 0;

/** Share of the sound's power in each octave from 55 Hz up, by one-pole filters an octave apart. */
function octaves(channel: Float32Array): number[] {
  const edges = [55, 110, 220, 440, 880, 1760, 3520, 7040];
  const coefficients = edges.map((hertz) => 1 - Math.exp((-2 * Math.PI * hertz) / RATE));
  const lows = edges.map(() => 0);
  const powers = edges.map(() => 0);
  for (const value of channel) {
    let below = 0;
    for (const [index, coefficient] of coefficients.entries()) {
      const low = (lows[index] ?? 0) + coefficient * (value - (lows[index] ?? 0));
      lows[index] = low;
      powers[index] = (powers[index] ?? 0) + (low - below) ** 2;
      below = low;
    }
  }
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

describe("the music beds", () => {
  it.each(musicMoods)("%s goes on at its start without a click", (mood) => {
    const { left, right } = bedOf(mood);
    for (const channel of [left, right]) {
      // A click is a step that the music around it does not have.
      const step = (sample: number) => Math.abs(at(channel, sample) - at(channel, sample - 1));
      const around = Array.from({ length: 2 * RATE }, (_, index) => step(index - RATE));
      expect(step(0)).toBeLessThanOrEqual(Math.max(...around.filter((_, index) => index !== RATE)));
      expect(step(0)).toBeLessThan(0.02);
    }
  });

  it.each(musicMoods)("%s has its loudness, never clips, and is whole bars long", (mood) => {
    const { left, right } = bedOf(mood);
    let squares = 0;
    let peak = 0;
    for (const channel of [left, right]) {
      for (const value of channel) {
        squares += value * value;
        peak = Math.max(peak, Math.abs(value));
      }
    }
    expect(10 * Math.log10(squares / (2 * left.length))).toBeCloseTo(BED_RMS_DECIBELS, 1);
    expect(peak).toBeLessThan(0.7);
    const { beatsPerMinute, chords } = scores[mood];
    expect(Math.abs(left.length / RATE - (chords.length * 4 * 60) / beatsPerMinute)).toBeLessThan(0.01);
  });

  it("are five that differ in tempo and in spectrum", () => {
    const spectra = musicMoods.map((mood) => octaves(bedOf(mood).left));
    expect(new Set(musicMoods.map((mood) => scores[mood].beatsPerMinute)).size).toBe(musicMoods.length);
    for (const [index, one] of spectra.entries()) {
      for (const other of spectra.slice(index + 1)) {
        const distance = one.reduce((sum, share, band) => sum + Math.abs(share - (other[band] ?? 0)), 0);
        expect(distance).toBeGreaterThan(0.15);
      }
    }
  });

  it("are the same bytes each time", () => {
    expect(bedFile("energetic").bytes.equals(bedFile("energetic").bytes)).toBe(true);
  });
});
