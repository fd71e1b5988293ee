import type { MusicMood } from "../../contract/composition.ts";
import { composeBed } from "./compose-bed.ts";
import { SAMPLE_RATE } from "./play-note.ts";

const BYTES_PER_FRAME = 4;
const HEADER_BYTES = 44;

/** A mood's bed as a WAV file: stereo, 48 kHz, 16 bit. Takes some tenths of a second. */
export function bedFile(mood: MusicMood): { readonly bytes: Buffer; readonly lengthInSamples: number } {
  const { left, right } = composeBed(mood);
  const lengthInSamples = left.length;
  const dataBytes = lengthInSamples * BYTES_PER_FRAME;
  const bytes = Buffer.alloc(HEADER_BYTES + dataBytes);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(SAMPLE_RATE, 24);
  bytes.writeUInt32LE(SAMPLE_RATE * BYTES_PER_FRAME, 28);
  bytes.writeUInt16LE(BYTES_PER_FRAME, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(dataBytes, 40);
  for (let sample = 0; sample < lengthInSamples; sample += 1) {
    const at = HEADER_BYTES + sample * BYTES_PER_FRAME;
    bytes.writeInt16LE(pcm16(left[sample]), at);
    bytes.writeInt16LE(pcm16(right[sample]), at + 2);
  }
  return { bytes, lengthInSamples };
}

const pcm16 = (value = 0): number => Math.round(Math.max(-1, Math.min(1, value)) * 32767);
