import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import path from "node:path";
import { FfmpegError, type FfmpegTools } from "./run-ffmpeg.ts";

/** One ffmpeg whose raw frames come or go through a pipe. */
export interface RawPipe {
  readonly child: ChildProcessWithoutNullStreams;
  /** Settles when it has ended. @throws {FfmpegError} it ended with an error */
  readonly ended: Promise<void>;
}

/** @throws {FfmpegError} by `ended` alone */
export function openRawPipe({ directory }: FfmpegTools, args: readonly string[]): RawPipe {
  const child = spawn(path.join(directory, "ffmpeg"), ["-hide_banner", "-v", "error", ...args], {
    // The libraries lie beside the program; nothing else of the environment is its business.
    env: { LD_LIBRARY_PATH: directory, DYLD_LIBRARY_PATH: directory },
  });
  const said: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    const fail = (how: string) =>
      reject(new FfmpegError("ffmpeg", args, how, Buffer.concat(said).toString()));
    child.on("error", (error) => fail(error.message));
    child.on("close", (code, signal) => (code === 0 ? resolve() : fail(signal ?? `status ${code}`)));
  });
  return { child, ended };
}

/** What ffmpeg writes when it is told to write raw pictures to `-`. @param input what it reads from `-` @throws {FfmpegError} */
export async function readRaw(
  tools: FfmpegTools,
  args: readonly string[],
  input?: Uint8Array,
): Promise<Buffer> {
  const { child, ended } = openRawPipe(tools, [...args, "-f", "image2pipe", "-c:v", "rawvideo", "-"]);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  // ffmpeg may end before it has read everything; how it ended tells.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  await ended;
  return Buffer.concat(chunks);
}
