import { writeFileSync } from "node:fs";

const RATE = 48_000;
const CLICK_SAMPLES = 480;

/** A WAV (mono, 16 bit, 48 kHz) that is silent but for clicks of 10 ms that begin at the samples given. */
export function writeClicks(
  file: string,
  lengthInSamples: number,
  clickSamples: readonly number[],
  amplitude = 0.8,
): void {
  const data = Buffer.alloc(lengthInSamples * 2);
  for (const start of clickSamples) {
    for (let index = 0; index < CLICK_SAMPLES && start + index < lengthInSamples; index += 1) {
      const value = amplitude * Math.sin((2 * Math.PI * 1000 * index) / RATE + Math.PI / 2);
      data.writeInt16LE(Math.round(value * 32767), (start + index) * 2);
    }
  }
  writeWav(file, data);
}

/** A WAV of a tone that never stops. */
export function writeTone(file: string, lengthInSamples: number, amplitude = 0.3): void {
  const data = Buffer.alloc(lengthInSamples * 2);
  for (let index = 0; index < lengthInSamples; index += 1) {
    data.writeInt16LE(
      Math.round(amplitude * 32767 * Math.sin((2 * Math.PI * 440 * index) / RATE)),
      index * 2,
    );
  }
  writeWav(file, data);
}

/** A WAV of something with the ups and downs of speech: syllables four times a second, of a voice of 160 Hz with sharp peaks. */
export function writeSpeech(file: string, lengthInSamples: number, amplitude = 0.25): void {
  const data = Buffer.alloc(lengthInSamples * 2);
  for (let index = 0; index < lengthInSamples; index += 1) {
    const seconds = index / RATE;
    const voice = [1, 2, 3, 4, 5, 6].reduce(
      (sum, harmonic) => sum + Math.cos(2 * Math.PI * 160 * harmonic * seconds) / harmonic,
      0,
    );
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 2 * seconds)) ** 2;
    data.writeInt16LE(Math.round(amplitude * 32767 * (voice / 2.45) * syllable), index * 2);
  }
  writeWav(file, data);
}

function writeWav(file: string, data: Buffer): void {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(data.length, 40);
  writeFileSync(file, Buffer.concat([header, data]));
}

/** Where a sound rises above `threshold` after at least 50 ms below it, in samples. @param pcm 16 bit mono */
export function onsets(pcm: Buffer, threshold = 0.1): number[] {
  const found: number[] = [];
  let quiet = Number.POSITIVE_INFINITY;
  for (let index = 0; index * 2 < pcm.length; index += 1) {
    const level = Math.abs(pcm.readInt16LE(index * 2)) / 32768;
    if (level < threshold) {
      quiet += 1;
      continue;
    }
    if (quiet > RATE * 0.05) found.push(index);
    quiet = 0;
  }
  return found;
}
