import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";

/** Debian's and Ubuntu's. Draws at 0.6 times the speed of the one from npm, so only where that one does not run. */
const SYSTEM_CHROMIUM = "/usr/bin/chromium";

export interface Chromium {
  readonly executablePath: string;
  /** To be set in `process.env` of whoever starts it: a browser inherits its libraries and fonts from there. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The browser that draws: @sparticuz/chromium from npm, which brings its own libraries, on Linux x64; elsewhere the system's.
 * Unpacked into `cacheFolder` the first time (about 4 s, 220 MB), found there after that; several processes may ask at once.
 *
 * @throws Error saying what to install when there is no browser for this machine
 */
export async function findChromium(cacheFolder: string): Promise<Chromium> {
  if (process.platform !== "linux" || process.arch !== "x64") return systemChromium();
  const packageFolder = path.resolve(
    path.dirname(new URL(import.meta.resolve("@sparticuz/chromium")).pathname),
    "..",
  );
  const { version } = JSON.parse(await readFile(path.join(packageFolder, "package.json"), "utf8"));
  const folder = path.join(cacheFolder, `chromium-${version}`);
  const executablePath = path.join(folder, "chromium");
  if (!existsSync(executablePath)) await unpack(packageFolder, folder);
  const libraries = path.join(folder, "al2023", "lib");
  const inherited = (process.env.LD_LIBRARY_PATH ?? "")
    .split(":")
    .filter((each) => each && each !== libraries);
  return {
    executablePath,
    environment: {
      FONTCONFIG_PATH: path.join(folder, "fonts"),
      LD_LIBRARY_PATH: [libraries, ...inherited].join(":"),
    },
  };
}

function systemChromium(): Chromium {
  if (existsSync(SYSTEM_CHROMIUM)) return { executablePath: SYSTEM_CHROMIUM, environment: {} };
  throw new Error(
    `There is no browser to render with: @sparticuz/chromium runs on Linux x64 only, and ${SYSTEM_CHROMIUM} does not exist. Install chromium.`,
  );
}

async function unpack(packageFolder: string, folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-draft-`);
  const temporary = process.env.TMPDIR;
  try {
    // The package unpacks to os.tmpdir() and, outside of Lambda, leaves its libraries packed.
    process.env.TMPDIR = draft;
    const { default: chromium, inflate } = await import("@sparticuz/chromium");
    const bin = path.join(packageFolder, "bin");
    await inflate(path.join(bin, "al2023.tar.br"));
    await chromium.executablePath(bin);
    await rename(draft, folder).catch((error: unknown) => {
      // Another process was faster; its copy is the same.
      if (!existsSync(path.join(folder, "chromium"))) throw error;
    });
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
    await rm(draft, { recursive: true, force: true });
  }
}
