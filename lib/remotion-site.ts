import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { bundle } from "@remotion/bundler";

const ROOT = join(import.meta.dirname, "..");
const ENTRY = join(ROOT, "web/compositions/index.ts");
/** What the bundle is made from; a change in any of these makes a new site. */
const SOURCES = ["web/compositions", "core/contract", "core/compositions", "package-lock.json"];
/** What draws segments beside the site. Segments are kept by the site's hash, so a change in here has to change it, too. */
const OTHER_RENDERERS = ["core/adapters/compositor"];

export interface RemotionSite {
  /** Static files with an index.html. */
  readonly folder: string;
  /** Names the site: as long as all that draws stays the same it does, and a deployment keeps every rendered segment. */
  readonly hash: string;
}

/**
 * Bundles web/compositions for Remotion Lambda, once per state of its sources (about 16 s cold).
 * Source maps and woff fonts are left out: nobody reads them in a render.
 *
 * @param cacheFolder kept between runs
 */
export async function bundleRemotionSite(cacheFolder: string): Promise<RemotionSite> {
  const inRoot = (source: string) => join(ROOT, source);
  const hash = await hashOf([...SOURCES, ...OTHER_RENDERERS].map(inRoot));
  const folder = join(cacheFolder, await hashOf(SOURCES.map(inRoot)));
  if (existsSync(join(folder, "complete"))) return { folder: join(folder, "site"), hash };

  const unfinished = `${folder}.${process.pid}`;
  await bundle({
    entryPoint: ENTRY,
    outDir: join(unfinished, "site"),
    publicPath: "./",
    enableCaching: true,
  });
  for (const file of await filesUnder(join(unfinished, "site"))) {
    // Fonts come as woff2 and, for browsers of long ago, as woff again: half of the files.
    if (file.endsWith(".map") || file.endsWith(".woff")) await rm(file);
  }
  await writeFile(join(unfinished, "complete"), "");
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  return { folder: join(folder, "site"), hash };
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of await filesUnder(path)) {
      hash
        .update(relative(ROOT, file))
        .update("\0")
        .update(await readFile(file))
        .update("\0");
    }
  }
  return hash.digest("hex").slice(0, 16);
}

/** Sorted; a file stands for itself. */
async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (!entries) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
