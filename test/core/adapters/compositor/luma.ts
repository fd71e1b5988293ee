import { spawnSync } from "node:child_process";
import path from "node:path";
import { ffmpegDirectory } from "../../../ffmpeg-directory.ts";

/** A picture file's planes as films have them: Y, U, V; BT.709, limited range. */
export function planesOf(png: string): Buffer {
  const toFilm = "scale=out_range=tv:out_color_matrix=bt709:flags=accurate_rnd+full_chroma_int";
  const { stdout, status, stderr } = spawnSync(
    path.join(ffmpegDirectory, "ffmpeg"),
    [
      ...["-v", "error", "-f", "image2", "-i", png, "-vf", toFilm, "-pix_fmt", "yuv420p"],
      ...["-f", "image2pipe", "-c:v", "rawvideo", "-"],
    ],
    { maxBuffer: 64 * 1024 * 1024, env: { LD_LIBRARY_PATH: ffmpegDirectory } },
  );
  if (status !== 0) throw new Error(`ffmpeg cannot read the still: ${stderr.toString()}`);
  return stdout;
}

/** Peak signal to noise of the first `count` bytes, dB; infinite for equal ones. */
export function psnr(a: Uint8Array, b: Uint8Array, count: number): number {
  let sum = 0;
  for (let at = 0; at < count; at += 1) sum += ((a[at] ?? 0) - (b[at] ?? 0)) ** 2;
  return 10 * Math.log10((255 * 255) / (sum / count));
}
