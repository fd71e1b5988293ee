import { readRaw } from "../ffmpeg/raw-video.ts";
import { type FfmpegTools, readAs } from "../ffmpeg/run-ffmpeg.ts";
import { type Frame, fillFrame, type Sheer, takeFrame } from "./frame.ts";
import type { Kernel } from "./kernel/kernel.ts";
import type { PictureFile } from "./picture-file.ts";
import { sheerPicture } from "./sheer-picture.ts";

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
  const input = [...readAs(picture.file), "-i", picture.file, "-frames:v", "1"];
  if (picture.mayBeSheer) {
    const pixels = await readRaw(tools, [
      ...input,
      ...["-vf", `scale=${width}:${height}:flags=area`, "-pix_fmt", "rgba"],
    ]);
    if (!isOpaque(pixels)) {
      const whole = { left: 0, top: 0, width: width + (width & 1), height: height + (height & 1) };
      return sheerPicture(kernel, { pixels, width, height }, whole);
    }
  }
  const i420 = await readRaw(tools, [
    ...input,
    ...["-vf", toFilm(picture, width, height), "-pix_fmt", "yuv420p"],
  ]);
  const frame = takeFrame(kernel, width, height);
  fillFrame(kernel, frame, i420);
  return frame;
}

function isOpaque(rgba: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return false;
  return true;
}
