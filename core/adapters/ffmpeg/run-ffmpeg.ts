import { spawn } from "node:child_process";
import path from "node:path";

/** Where ffmpeg is. */
export interface FfmpegTools {
  /** Folder of ffmpeg, ffprobe and the libraries that came with them. */
  readonly directory: string;
}

/** ffmpeg or ffprobe ended with an error; the message has the end of what it said. */
export class FfmpegError extends Error {
  constructor(program: string, args: readonly string[], how: string, said: string) {
    super(`${program} ended with ${how}: ${said.slice(-2000)} (${args.join(" ").slice(0, 2000)})`);
    this.name = "FfmpegError";
  }
}

/** How files of each ending are read. */
const demuxers = {
  mp4: "mov",
  m4a: "mov",
  mp3: "mp3",
  wav: "wav",
  txt: "concat",
  png: "image2",
  jpg: "image2",
} as const;

/**
 * Options before an input: nothing but files may be opened, and the file is read as what its ending says. Left to guess,
 * ffmpeg takes a playlist for one behind any name or tag, and opens what is in it.
 *
 * @throws RangeError for an ending that no demuxer is known for
 */
export function readAs(file: string): string[] {
  const ending = path.extname(file).slice(1);
  const demuxer = Object.entries(demuxers).find(([known]) => known === ending)?.[1];
  if (demuxer === undefined) throw new RangeError(`ffmpeg is not let at a file of this kind: ${file}`);
  return ["-protocol_whitelist", "file", "-f", demuxer];
}

/**
 * Runs one of the two programs to its end.
 * @returns what it printed
 * @throws {FfmpegError} it ended with an error, or cannot be started
 */
export function runFfmpeg(
  { directory }: FfmpegTools,
  program: "ffmpeg" | "ffprobe",
  args: readonly string[],
): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(directory, program), ["-hide_banner", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      // The libraries lie beside the program; nothing else of the environment is its business.
      env: { LD_LIBRARY_PATH: directory, DYLD_LIBRARY_PATH: directory },
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (error) => reject(new FfmpegError(program, args, error.message, "")));
    child.on("close", (code, signal) => {
      const said = { stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
      if (code === 0) resolve(said);
      else reject(new FfmpegError(program, args, signal ?? `status ${code}`, said.stderr));
    });
  });
}
