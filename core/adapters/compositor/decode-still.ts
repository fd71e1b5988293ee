import { readRaw } from "../ffmpeg/raw-video.ts";
import { type FfmpegTools, readAs } from "../ffmpeg/run-ffmpeg.ts";
import { bytesOfFrame, type Frame, fillFrame, type Sheer, takeFrame, takeSheer } from "./frame.ts";
import type { Kernel } from "./kernel/kernel.ts";
import type { PictureFile } from "./picture-file.ts";

/** A decoded picture; sheer when something below it shows through. */
export type Still = Frame | Sheer;

export const isSheer = (still: Still): still is Sheer => "alpha" in still;

/** ffmpeg's filter that ends at BT.709 in limited range, which is what films are in. */
export function toFilm({ isJpeg }: Pick<PictureFile, "isJpeg">, width: number, height: number): string {
  const from = isJpeg ? ":in_range=pc:in_color_matrix=bt601" : "";
  return `scale=${width}:${height}:flags=area+accurate_rnd+full_chroma_int${from}:out_range=tv:out_color_matrix=bt709`;
}

/** Half the size so often. Like a browser's: rounded down, never nothing. */
export const levelSize = (pixels: number, level: number): number => Math.max(1, pixels >> level);

/** @param level how often the picture is halved @throws {FfmpegError} it is broken */
export async function decodeStill(
  kernel: Kernel,
  tools: FfmpegTools,
  picture: PictureFile,
  level: number,
): Promise<Still> {
  const [width, height] = [levelSize(picture.width, level), levelSize(picture.height, level)];
  const pixels = await readRaw(tools, [
    ...[...readAs(picture.file), "-i", picture.file, "-frames:v", "1"],
    ...["-vf", toFilm(picture, width, height), "-pix_fmt", picture.mayBeSheer ? "yuva420p" : "yuv420p"],
  ]);
  const planes = bytesOfFrame(width, height);
  const alpha = pixels.subarray(planes);
  if (alpha.every((value) => value === 255)) {
    const frame = takeFrame(kernel, width, height);
    fillFrame(kernel, frame, pixels.subarray(0, planes));
    return frame;
  }
  return sheerFrame(kernel, pixels.subarray(0, planes), alpha, width, height);
}

/** Multiplies colours by their alpha; four pixels share a chroma's. */
function sheerFrame(
  kernel: Kernel,
  i420: Uint8Array,
  alpha: Uint8Array,
  width: number,
  height: number,
): Sheer {
  const sheer = takeSheer(kernel, width, height);
  const chroma = { width: sheer.u.width, height: sheer.u.height };
  const chromaAlpha = new Uint8Array(chroma.width * chroma.height);
  for (let y = 0; y < chroma.height; y += 1) {
    for (let x = 0; x < chroma.width; x += 1) {
      const [right, below] = [Math.min(2 * x + 1, width - 1), Math.min(2 * y + 1, height - 1)];
      const sum = [2 * x, right].reduce(
        (total, column) =>
          total + (alpha[2 * y * width + column] ?? 0) + (alpha[below * width + column] ?? 0),
        0,
      );
      chromaAlpha[y * chroma.width + x] = Math.round(sum / 4);
    }
  }
  const times = (values: Uint8Array, by: Uint8Array) =>
    values.map((value, at) => Math.round((value * (by[at] ?? 0)) / 255));
  const luma = width * height;
  const half = chromaAlpha.length;
  kernel.fill(sheer.y, times(i420.subarray(0, luma), alpha));
  kernel.fill(sheer.u, times(i420.subarray(luma, luma + half), chromaAlpha));
  kernel.fill(sheer.v, times(i420.subarray(luma + half), chromaAlpha));
  kernel.fill(sheer.alpha, alpha);
  kernel.fill(sheer.chromaAlpha, chromaAlpha);
  return sheer;
}
