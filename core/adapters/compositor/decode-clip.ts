import type { Readable } from "node:stream";
import { openRawPipe, type RawPipe } from "../ffmpeg/raw-video.ts";
import { type FfmpegTools, readAs } from "../ffmpeg/run-ffmpeg.ts";
import { toFilm } from "./decode-still.ts";
import { bytesOfFrame, type Frame, fillFrame, takeFrame } from "./frame.ts";
import type { Kernel } from "./kernel/kernel.ts";
import type { PictureFile } from "./picture-file.ts";

/** Frames of one clip, one after the other: times must not go back. */
export interface ClipFrames {
  /** The frame that is seen at a time of the clip; the last one after its end. @throws {FfmpegError} */
  at(seconds: number): Promise<Frame>;
  close(): void;
}

/** @param fromSeconds no time before is asked for @param width @param height decoded to; pixels */
export function openClip(
  kernel: Kernel,
  tools: FfmpegTools,
  { file, frameTimes, isJpeg }: PictureFile,
  { fromSeconds, width, height }: { fromSeconds: number; width: number; height: number },
): ClipFrames {
  const first = indexAt(frameTimes, fromSeconds);
  const start = frameTimes[first] ?? 0;
  const frame = takeFrame(kernel, width, height);
  const bytes = Buffer.alloc(bytesOfFrame(width, height));
  let pipe: RawPipe | undefined;
  let shown = first - 1;

  const open = (): RawPipe => {
    const opened = openRawPipe(tools, [
      // Half a millisecond early: a time in text is rounded.
      ...[...readAs(file), "-ss", Math.max(0, start - 0.0005).toFixed(6), "-i", file],
      ...["-map", "0:v:0", "-fps_mode", "passthrough", "-vf", toFilm({ isJpeg }, width, height)],
      ...["-pix_fmt", "yuv420p", "-f", "image2pipe", "-c:v", "rawvideo", "-"],
    ]);
    // Closing early is how most clips end; a clip that breaks shows in a frame that does not come.
    opened.ended.catch(() => undefined);
    return opened;
  };

  return {
    async at(seconds) {
      const wanted = Math.max(first, indexAt(frameTimes, seconds));
      while (shown < wanted) {
        pipe ??= open();
        if (!(await readExactly(pipe.child.stdout, bytes))) {
          await pipe.ended;
          // Fewer frames than packets: the last one stays.
          shown = wanted;
        } else shown += 1;
        if (shown === wanted) fillFrame(kernel, frame, bytes);
      }
      return frame;
    },
    close() {
      pipe?.child.kill("SIGKILL");
    },
  };
}

/** The last frame whose time has come. A hair of slack: times are rounded. */
function indexAt(frameTimes: readonly number[], seconds: number): number {
  return Math.max(
    0,
    frameTimes.findLastIndex((time) => time <= seconds + 0.0005),
  );
}

/** @returns false: it ended before */
async function readExactly(stream: Readable, into: Buffer): Promise<boolean> {
  let filled = 0;
  while (filled < into.length) {
    const missing = into.length - filled;
    const chunk: Buffer | null = stream.read(Math.min(missing, Math.max(1, stream.readableLength)));
    if (chunk) {
      chunk.copy(into, filled);
      filled += chunk.length;
    } else if (stream.readableEnded || stream.destroyed) {
      return false;
    } else {
      await new Promise<void>((resolve) => {
        const done = () => {
          for (const event of ["readable", "end", "close"]) stream.off(event, done);
          resolve();
        };
        for (const event of ["readable", "end", "close"]) stream.once(event, done);
      });
    }
  }
  return true;
}
