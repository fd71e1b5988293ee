import { refuse } from "./refuse.ts";

/** kbit/s of layer III by header index, for MPEG 1 and for MPEG 2 and 2.5. */
const BIT_RATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BIT_RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES_1 = [44_100, 48_000, 32_000];

/** Bytes that are no frame, tags at the front aside: those that end a file, and a cut in between. */
const MAX_STRAY_BYTES = 1024 * 1024;
/** Sound begins right behind the tag; what begins with something else is something else. */
const MAX_LEADING_BYTES = 4096;

/**
 * Length of an MP3 in seconds: every frame is counted, so that variable bit rates need no header of their own.
 * @throws InvalidRequestError when there is no whole frame, or much that is none
 */
export function mp3Seconds(bytes: Uint8Array): number {
  let offset = id3Length(bytes);
  let seconds = 0;
  let stray = 0;
  while (offset + 4 <= bytes.length) {
    const frame = frameAt(bytes, offset);
    if (frame === undefined) {
      if (++stray > (seconds === 0 ? MAX_LEADING_BYTES : MAX_STRAY_BYTES)) break;
      offset++;
      continue;
    }
    seconds += frame.seconds;
    offset += frame.bytes;
  }
  if (seconds === 0) throw refuse("The audio is broken: it has no MP3 frame.");
  if (stray > MAX_STRAY_BYTES) throw refuse("The audio is broken: much of it is no MP3.");
  return seconds;
}

/** ID3v2: ten bytes, then a size of four times seven bits. */
function id3Length(bytes: Uint8Array): number {
  if (bytes[0] !== 0x49 || bytes[1] !== 0x44 || bytes[2] !== 0x33) return 0;
  const seven = (index: number) => (bytes[index] ?? 0) & 0x7f;
  return 10 + ((seven(6) << 21) | (seven(7) << 14) | (seven(8) << 7) | seven(9));
}

function frameAt(bytes: Uint8Array, offset: number): { bytes: number; seconds: number } | undefined {
  const [second = 0, third = 0] = [bytes[offset + 1], bytes[offset + 2]];
  if (bytes[offset] !== 0xff || (second & 0xe6) !== 0xe2) return undefined;
  const version = (second >> 3) & 3;
  const isVersion1 = version === 3;
  const rate = SAMPLE_RATES_1[(third >> 2) & 3];
  const kilobits = (isVersion1 ? BIT_RATES_1 : BIT_RATES_2)[third >> 4];
  if (version === 1 || rate === undefined || !kilobits) return undefined;
  const sampleRate = isVersion1 ? rate : version === 2 ? rate / 2 : rate / 4;
  const samples = isVersion1 ? 1152 : 576;
  const padding = (third >> 1) & 1;
  return {
    bytes: Math.floor(((samples / 8) * kilobits * 1000) / sampleRate) + padding,
    seconds: samples / sampleRate,
  };
}

/** PCM, float, and the extensible form of both. */
const WAV_FORMATS = [1, 3, 0xfffe];

/**
 * Length of a WAV in seconds, from its `fmt ` and `data` chunks. Bytes a second are counted, not believed: decoders go by
 * the sample rate and the size of a sample.
 * @throws InvalidRequestError when one is missing, or the sound is packed
 */
export function wavSeconds(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let bytesPerSecond = 0;
  for (let offset = 12; offset + 8 <= view.byteLength; ) {
    const name = view.getUint32(offset);
    const size = view.getUint32(offset + 4, true);
    if (name === 0x666d7420 && offset + 24 <= view.byteLength) {
      const format = view.getUint16(offset + 8, true);
      if (!WAV_FORMATS.includes(format)) throw refuse(`The audio is a WAV of a packed kind: ${format}.`);
      bytesPerSecond = view.getUint32(offset + 12, true) * view.getUint16(offset + 20, true);
    }
    if (name === 0x64617461 && bytesPerSecond > 0) {
      return Math.min(size, view.byteLength - offset - 8) / bytesPerSecond;
    }
    offset += 8 + size + (size % 2);
  }
  throw refuse("The audio is broken: a part of its WAV header is missing.");
}
