import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** Remotion's package of native programs for this machine; which one is installed depends on processor and C library. */
const PACKAGES: readonly string[] = {
  linux: ["linux-x64-gnu", "linux-x64-musl", "linux-arm64-gnu", "linux-arm64-musl"],
  darwin: ["darwin-arm64", "darwin-x64"],
}[process.platform as string] ?? ["win32-x64-msvc"];

/** The folder of ffmpeg, ffprobe and their libraries for the host's processor. @throws Error when none is installed */
export function ffmpegFolder(): string {
  for (const name of PACKAGES.filter((each) => each.includes(process.arch))) {
    const folder = packageFolder(`@remotion/compositor-${name}`);
    if (folder !== undefined && existsSync(join(folder, "ffmpeg"))) return folder;
  }
  throw new Error(`no @remotion/compositor package for ${process.platform}-${process.arch} is installed`);
}

function packageFolder(name: string): string | undefined {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
