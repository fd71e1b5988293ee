import { rmSync, writeFileSync } from "node:fs";
import { runFfmpeg } from "../../../../core/adapters/ffmpeg/run-ffmpeg.ts";
import { ffmpegDirectory } from "../../../ffmpeg-directory.ts";

/** Luma of frame `frame`: from 40 up by one each frame, and again from 40 after 150. */
export const greyOf = (frame: number): number => 40 + (frame % 150);

/** A muted MP4 as a renderer makes it, in H.264 and BT.709; each frame is one grey. */
export async function writeGreyClip(file: string, frames: number, fps: number, size = 64): Promise<void> {
  const frameBytes = (size * size * 3) / 2;
  const raw = `${file}.yuv`;
  const picture = (frame: number) =>
    Buffer.concat([Buffer.alloc(size * size, greyOf(frame)), Buffer.alloc((size * size) / 2, 128)]);
  writeFileSync(raw, Buffer.concat(Array.from({ length: frames }, (_, frame) => picture(frame))));
  await runFfmpeg({ directory: ffmpegDirectory }, "ffmpeg", [
    ...["-v", "error", "-y", "-f", "image2pipe", "-framerate", String(fps), "-c:v", "rawvideo"],
    ...["-video_size", `${size}x${size}`, "-pixel_format", "yuv420p", "-frame_size", String(frameBytes)],
    ...["-i", raw, "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"],
    ...["-x264-params", "colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv", file],
  ]);
  rmSync(raw);
}
