import { refuse } from "./refuse.ts";

/** kbit/s of layer III by header index, for MPEG 1 and for MPEG 2 and 2.5. */
const BIT_RATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BIT_RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES_1 = [44_100, 48_000, 32_000];

/**
 * Length of an MP3 in seconds: every frame is counted, so that variable bit rates need no header of their own.
 * @throws InvalidRequestError when there is no whole frame
 */
export function mp3Seconds(bytes: Uint8Array): number {
  let offset = id3Length(bytes);
  let seconds = 0;
  while (offset + 4 <= bytes.length) {
    const frame = frameAt(bytes, offset);
    if (frame === undefined) {
      // Tags at the end, or bytes between frames: look on.
      offset++;
      continue;
    }
    seconds += frame.seconds;
    offset += frame.bytes;
  }
  if (seconds === 0) throw refuse("The audio is broken: it has no MP3 frame.");
  return seconds;
}

/** ID3v2: ten bytes, then a size of four times seven bits. */
function id3Length(bytes: Uint8Array): number {
  if (bytes[0] !== 0x49 || bytes[1] !== 0x44 || bytes[2] !== 0x33) return 0;
  const seven = (index: number) => (bytes[index] ?? 0) & 0x7f;
  return 10 + ((seven(6) << 21) | (seven(7) << 14) | (seven(8) << 7) | seven(9));
}

function frameAt(bytes: Uint8Array, offset: number): { bytes: number; seconds: number } | undefined {
  const [first = 0, second = 0, third = 0] = bytes.subarray(offset, offset + 3);
  if (first !== 0xff || (second & 0xe6) !== 0xe2) return undefined;
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

/**
 * Length of a WAV in seconds, from its `fmt ` and `data` chunks.
 * @throws InvalidRequestError when one is missing
 */
export function wavSeconds(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let bytesPerSecond = 0;
  for (let offset = 12; offset + 8 <= view.byteLength; ) {
    const name = view.getUint32(offset);
    const size = view.getUint32(offset + 4, true);
    if (name === 0x666d7420 && offset + 20 <= view.byteLength)
      bytesPerSecond = view.getUint32(offset + 16, true);
    if (name === 0x64617461 && bytesPerSecond > 0) {
      return Math.min(size, view.byteLength - offset - 8) / bytesPerSecond;
    }
    offset += 8 + size + (size % 2);
  }
  throw refuse("The audio is broken: a part of its WAV header is missing.");
}
