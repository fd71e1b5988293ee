import { runTool } from "../../media-tools.ts";
import { UnusableInputError } from "./paint-jobs.ts";

/** Size of a picture file in pixels. @throws UnusableInputError when it is no picture */
export async function pictureSize(file: string): Promise<{ width: number; height: number }> {
  const args = [
    "-v",
    "error",
    "-select_streams",
    "v:0",
    "-show_entries",
    "stream=width,height",
    "-of",
    "csv=p=0:s=x",
    file,
  ];
  const text = await runTool("ffprobe", args).catch((cause: unknown) => {
    throw new UnusableInputError("the image could not be read", { cause });
  });
  const [, width, height] = /^(\d+)x(\d+)/.exec(text.toString()) ?? [];
  if (!width || !height || Number(width) < 16 || Number(height) < 16)
    throw new UnusableInputError("the image could not be read");
  return { width: Number(width), height: Number(height) };
}

/** The picture, scaled to cover a frame and cropped to it, as PNG. @throws UnusableInputError when it cannot be decoded */
export async function coverPng(file: string, width: number, height: number): Promise<Buffer> {
  const filter = `scale=${width}:${height}:force_original_aspect_ratio=increase:flags=bicubic,crop=${width}:${height}`;
  const args = [
    "-v",
    "error",
    "-i",
    file,
    "-frames:v",
    "1",
    "-vf",
    filter,
    "-c:v",
    "png",
    "-pix_fmt",
    "rgb24",
    "-f",
    "image2pipe",
    "-",
  ];
  return runTool("ffmpeg", args).catch((cause: unknown) => {
    throw new UnusableInputError("the image could not be decoded", { cause });
  });
}

/** PNG to JPEG, at a quality that hides the difference. */
export async function toJpeg(png: Uint8Array): Promise<Buffer> {
  const args = [
    "-v",
    "error",
    "-f",
    "image2pipe",
    "-c:v",
    "png",
    "-i",
    "-",
    "-frames:v",
    "1",
    "-c:v",
    "mjpeg",
    "-q:v",
    "2",
    "-pix_fmt",
    "yuvj420p",
    "-f",
    "image2pipe",
    "-",
  ];
  return runTool("ffmpeg", args, png);
}

/** The nearest even size with that aspect ratio and shorter side. */
export function evenSize(aspectRatio: number, shortSide: number): { width: number; height: number } {
  const even = (length: number) => Math.max(16, Math.round(length / 2) * 2);
  return aspectRatio >= 1
    ? { width: even(shortSide * aspectRatio), height: even(shortSide) }
    : { width: even(shortSide), height: even(shortSide / aspectRatio) };
}
