import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const tools = dirname(
  createRequire(import.meta.url).resolve("@remotion/compositor-linux-x64-gnu/package.json"),
);
const options = { env: { ...process.env, LD_LIBRARY_PATH: tools }, maxBuffer: 1 << 28 };

export interface Stream {
  readonly codec_name: string;
  readonly codec_type: "video" | "audio";
  readonly width?: number;
  readonly height?: number;
  readonly r_frame_rate: string;
  readonly duration: string;
  readonly nb_frames?: string;
  readonly color_space?: string;
}

export async function streamsOf(file: string): Promise<Stream[]> {
  const { stdout } = await run(
    join(tools, "ffprobe"),
    ["-v", "error", "-show_streams", "-of", "json", file],
    options,
  );
  return (JSON.parse(stdout) as { streams: Stream[] }).streams;
}

/** Mono samples, -1 to 1, at 16 kHz. That ffmpeg writes no raw samples to a pipe, but WAV. */
export async function samplesOf(file: string): Promise<Float32Array> {
  const args = [
    "-v",
    "error",
    "-i",
    file,
    "-vn",
    "-ac",
    "1",
    "-ar",
    "16000",
    "-c:a",
    "pcm_s16le",
    "-f",
    "wav",
    "-",
  ];
  const { stdout } = await run(join(tools, "ffmpeg"), args, { ...options, encoding: "buffer" });
  const start = stdout.indexOf("data") + 8;
  const samples = new Float32Array(Math.floor((stdout.length - start) / 2));
  return samples.map((_, index) => stdout.readInt16LE(start + 2 * index) / 32_768);
}

/** A PNG of the picture at that time. */
export async function frameAt(file: string, seconds: number, png: string): Promise<void> {
  await run(
    join(tools, "ffmpeg"),
    ["-v", "error", "-y", "-ss", seconds.toFixed(3), "-i", file, "-frames:v", "1", png],
    options,
  );
}

const GRID = { width: 16, height: 9 };

/** The colours of a frame near its upper left and upper right corners: red, green and blue, 0 to 255. */
export async function cornersAt(
  file: string,
  seconds: number,
): Promise<{ readonly left: readonly number[]; readonly right: readonly number[] }> {
  const { width, height } = GRID;
  const raw = ["-vf", `scale=${width}:${height}:flags=area`, "-pix_fmt", "rgb24", "-c:v", "rawvideo"];
  const { stdout } = await run(
    join(tools, "ffmpeg"),
    ["-v", "error", "-ss", seconds.toFixed(3), "-i", file, "-frames:v", "1", ...raw, "-f", "image2pipe", "-"],
    { ...options, encoding: "buffer" },
  );
  const pixel = (x: number, y: number) => [...stdout.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
  return { left: pixel(1, 1), right: pixel(width - 2, 1) };
}

/** Spread of the brightness of a frame, 0 for one plain colour (luma, 0–255, every 8th pixel). */
export async function contrastAt(
  file: string,
  seconds: number,
): Promise<{ mean: number; deviation: number }> {
  const args = [
    "-v",
    "error",
    "-ss",
    seconds.toFixed(3),
    "-i",
    file,
    "-frames:v",
    "1",
    "-vf",
    "scale=160:90",
    "-pix_fmt",
    "gray",
    "-c:v",
    "rawvideo",
    "-f",
    "image2pipe",
    "-",
  ];
  const { stdout } = await run(join(tools, "ffmpeg"), args, { ...options, encoding: "buffer" });
  const mean = stdout.reduce((sum, value) => sum + value, 0) / stdout.length;
  const variance = stdout.reduce((sum, value) => sum + (value - mean) ** 2, 0) / stdout.length;
  return { mean, deviation: Math.sqrt(variance) };
}

export const rootMeanSquare = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));
