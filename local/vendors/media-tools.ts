import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** The folder of the ffmpeg that comes with Remotion for this machine. @throws Error on a platform it does not exist for */
function toolFolder(): string {
  const suffix = process.platform === "linux" ? "-gnu" : process.platform === "win32" ? "-msvc" : "";
  const name = `@remotion/compositor-${process.platform}-${process.arch}${suffix}`;
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch (cause) {
    throw new Error(`no ffmpeg for this machine: ${name} is not installed`, { cause });
  }
}

function start(tool: "ffmpeg" | "ffprobe", args: readonly string[]) {
  const folder = toolFolder();
  return spawn(join(folder, tool), [...args], {
    env: { ...process.env, LD_LIBRARY_PATH: folder, DYLD_LIBRARY_PATH: folder },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** A running ffmpeg that is fed piece by piece. */
export interface Pipe {
  /** Resolves when the tool can take more. @throws Error with what the tool said when it has ended */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the input and resolves with what the tool wrote to stdout. @throws Error with what the tool said when it failed */
  finish(): Promise<Buffer>;
  /** Ends the tool without waiting for its work. */
  kill(): void;
}

/** Starts a media tool with its input open. */
export function openTool(tool: "ffmpeg" | "ffprobe", args: readonly string[]): Pipe {
  const child = start(tool, args);
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on("data", (bytes: Buffer) => output.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => complaints.push(bytes));
  // A tool that ends early breaks the pipe; what it said is the better error, and comes with `closed`.
  let inputError: Error | undefined;
  child.stdin.on("error", (error) => {
    inputError = error;
  });
  const said = () => Buffer.concat(complaints).toString().trim().split("\n").slice(-4).join(" | ");
  const closed = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`${tool} failed (${signal ?? code}): ${said() || inputError?.message || "no message"}`),
        );
    });
  });
  // Whoever finishes awaits it; until then a failure must not count as unhandled.
  closed.catch(() => undefined);
  return {
    write: async (bytes) => {
      if (!child.stdin.writable) return closed;
      if (!child.stdin.write(bytes)) await Promise.race([once(child.stdin, "drain"), closed]);
    },
    finish: async () => {
      child.stdin.end();
      await closed;
      return Buffer.concat(output);
    },
    kill: () => {
      child.kill("SIGKILL");
    },
  };
}

/** Runs a media tool on `input` to its end. @returns its stdout @throws Error with what the tool said when it failed */
export async function runTool(
  tool: "ffmpeg" | "ffprobe",
  args: readonly string[],
  input?: Uint8Array,
): Promise<Buffer> {
  const pipe = openTool(tool, args);
  if (input) await pipe.write(input);
  return pipe.finish();
}
