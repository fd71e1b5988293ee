import { openRawPipe } from "../ffmpeg/raw-video.ts";
import type { FfmpegTools } from "../ffmpeg/run-ffmpeg.ts";

export interface Encoder {
  /** @param i420 must not change until the promise settles @throws {FfmpegError} */
  write(i420: Uint8Array): Promise<void>;
  /** @throws {FfmpegError} */
  end(): Promise<void>;
  /** The file is left unfinished. */
  abort(): void;
}

/** Threads change the bytes: a number of their own, whatever the machine has. */
const THREADS = "2";

/**
 * H.264 with the settings of Remotion's segments, so that both can stand in one film by stream copy. Colours are tagged
 * by x264 alone: ffmpeg's own options would insert a conversion.
 */
export function openEncoder(
  tools: FfmpegTools,
  { width, height, fps, file }: { width: number; height: number; fps: number; file: string },
): Encoder {
  const { child, ended } = openRawPipe(tools, [
    ...[
      "-f",
      "image2pipe",
      "-framerate",
      String(fps),
      "-c:v",
      "rawvideo",
      "-video_size",
      `${width}x${height}`,
    ],
    ...["-pixel_format", "yuv420p", "-frame_size", String((width * height * 3) / 2), "-i", "-"],
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-threads", THREADS, "-pix_fmt", "yuv420p"],
    ...["-x264-params", "colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv:chromaloc=1:sar=1/1"],
    ...[
      "-video_track_timescale",
      "90000",
      "-movflags",
      "+faststart",
      "-map_metadata",
      "-1",
      "-fflags",
      "+bitexact",
      "-y",
      file,
    ],
  ]);
  // Whoever writes or ends hears of it.
  const failed = ended.then(
    () => new Promise<never>(() => undefined),
    (error: unknown) => Promise.reject(error),
  );
  failed.catch(() => undefined);
  child.stdin.on("error", () => undefined);
  return {
    write: (i420) =>
      Promise.race([
        failed,
        new Promise<void>((resolve) => child.stdin.write(i420, (error) => (error ? undefined : resolve()))),
      ]),
    async end() {
      child.stdin.end();
      await ended;
    },
    abort() {
      child.kill("SIGKILL");
    },
  };
}
