import { crc32, deflateSync } from "node:zlib";

/** Red, green and blue, 0 to 255. */
export type Color = readonly [number, number, number];

/** A picture whose left half has one colour and whose right half has another. */
export function halvesPng(width: number, height: number, left: Color, right: Color): Uint8Array {
  const row = [0, ...Array.from({ length: width }, (_, x) => (x < width / 2 ? left : right)).flat()];
  const rows = Buffer.concat(Array.from({ length: height }, () => Buffer.from(row)));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a channel, RGB.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(content.length, 0);
  whole.set(named, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

const SAMPLES_A_SECOND = 16_000;

/** One steady tone: 16 kHz, 16 bit, mono WAV, at a third of full scale. */
export function toneWav(hertz: number, seconds: number): Uint8Array {
  const samples = Math.round(seconds * SAMPLES_A_SECOND);
  const wav = Buffer.alloc(44 + 2 * samples);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + 2 * samples, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLES_A_SECOND, 24);
  wav.writeUInt32LE(2 * SAMPLES_A_SECOND, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(2 * samples, 40);
  for (let index = 0; index < samples; index++) {
    const angle = (2 * Math.PI * hertz * index) / SAMPLES_A_SECOND;
    wav.writeInt16LE(Math.round(Math.sin(angle) * 10_900), 44 + 2 * index);
  }
  return wav;
}

/** How much of the samples (mono, 16 kHz) is that tone: 0 none, 1 nothing else. */
export function shareOfTone(samples: Float32Array, hertz: number): number {
  let [along, across, power] = [0, 0, 0];
  for (const [index, sample] of samples.entries()) {
    const angle = (2 * Math.PI * hertz * index) / SAMPLES_A_SECOND;
    along += sample * Math.cos(angle);
    across += sample * Math.sin(angle);
    power += sample ** 2;
  }
  return power === 0 ? 0 : (2 * (along ** 2 + across ** 2)) / (samples.length * power);
}
