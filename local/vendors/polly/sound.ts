import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool } from "../media-tools.ts";
import { SYNTHESIZER_RATE } from "./speech-messages.ts";

/** A second-order filter in the form y = b0 x + b1 x' + b2 x'' − a1 y' − a2 y''. */
type Filter = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];

// Coefficients: Robert Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter coefficients".
function pass(kind: "low" | "high", hertz: number, q: number): Filter {
  const angle = (2 * Math.PI * hertz) / SYNTHESIZER_RATE;
  const alpha = Math.sin(angle) / (2 * q);
  const cosine = Math.cos(angle);
  const a0 = 1 + alpha;
  const middle = kind === "low" ? 1 - cosine : -(1 + cosine);
  const side = Math.abs(middle) / 2;
  return [side / a0, middle / a0, side / a0, (-2 * cosine) / a0, (1 - alpha) / a0];
}

function peak(hertz: number, q: number, decibels: number): Filter {
  const angle = (2 * Math.PI * hertz) / SYNTHESIZER_RATE;
  const gain = 10 ** (decibels / 40);
  const alpha = Math.sin(angle) / (2 * q);
  const a0 = 1 + alpha / gain;
  return [
    (1 + alpha * gain) / a0,
    (-2 * Math.cos(angle)) / a0,
    (1 - alpha * gain) / a0,
    (-2 * Math.cos(angle)) / a0,
    (1 - alpha / gain) / a0,
  ];
}

/** Takes off rumble and the buzz that a formant synthesizer has above 6 kHz, and adds a little chest. */
const voicing: readonly Filter[] = [
  pass("high", 85, 0.7),
  peak(240, 0.9, 2.5),
  peak(3300, 1.1, -3),
  pass("low", 6200, 0.7),
];

/** About −20 dBFS while somebody speaks, which is where Polly's voices are. */
const TARGET_RMS = 0.1;

/** Filters speech and brings it to an even loudness without clipping. */
export function polish(samples: Int16Array): Int16Array {
  const sound = Float64Array.from(samples, (sample) => sample / 32768);
  for (const [b0, b1, b2, a1, a2] of voicing) {
    let x1 = 0;
    let x2 = 0;
    let y1 = 0;
    let y2 = 0;
    for (let at = 0; at < sound.length; at += 1) {
      const x = sound[at] ?? 0;
      const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      sound[at] = y;
    }
  }
  let energy = 0;
  let spoken = 0;
  for (const value of sound) {
    // Pauses do not count, or a slow speaker would be made loud.
    if (Math.abs(value) < 0.004) continue;
    energy += value * value;
    spoken += 1;
  }
  const gain = spoken === 0 ? 1 : TARGET_RMS / Math.sqrt(energy / spoken);
  // Up to 0.7 nothing changes; above, peaks are bent instead of cut.
  return Int16Array.from(sound, (value) => {
    const loud = value * gain;
    const size = Math.abs(loud);
    const bent = size <= 0.7 ? size : 0.7 + 0.28 * Math.tanh((size - 0.7) / 0.28);
    return Math.round(Math.sign(loud) * bent * 32767);
  });
}

export type AudioFormat = "mp3" | "ogg_opus" | "pcm";

const encoders: Readonly<
  Record<Exclude<AudioFormat, "pcm">, { readonly extension: string; readonly args: readonly string[] }>
> = {
  mp3: { extension: "mp3", args: ["-c:a", "libmp3lame", "-b:a", "48k"] },
  ogg_opus: { extension: "ogg", args: ["-c:a", "libopus", "-b:a", "32k"] },
};

/** Encodes speech. @param sampleRate in Hz, of the result */
export async function encode(samples: Int16Array, format: AudioFormat, sampleRate: number): Promise<Buffer> {
  const input = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const from = ["-v", "error", "-f", "s16le", "-ar", String(SYNTHESIZER_RATE), "-ac", "1", "-i", "-"];
  // Into a file, not a pipe: MP3's header says how much padding to drop, and is written last.
  const folder = await mkdtemp(join(tmpdir(), "reelwright-speech-"));
  try {
    if (format === "pcm") {
      const file = join(folder, "speech.wav");
      await runTool(
        "ffmpeg",
        [...from, "-ar", String(sampleRate), "-c:a", "pcm_s16le", "-bitexact", file],
        input,
      );
      const wav = await readFile(file);
      return wav.subarray(wav.indexOf("data", 12, "latin1") + 8);
    }
    const { extension, args } = encoders[format];
    const file = join(folder, `speech.${extension}`);
    await runTool("ffmpeg", [...from, "-ar", String(sampleRate), ...args, file], input);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
