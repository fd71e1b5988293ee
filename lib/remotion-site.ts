import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { bundle } from "@remotion/bundler";

const ROOT = join(import.meta.dirname, "..");
const ENTRY = join(ROOT, "web/compositions/index.ts");
/** What the bundle is made from; a change in any of these makes a new site. */
const SOURCES = [
  "web/compositions",
  "core/contract",
  "core/compositions",
  "package-lock.json",
  "lib/remotion-site.ts",
];

/** What draws segments beside the site. Segments are kept by the site's hash, so a change in here has to change it, too. */
const OTHER_RENDERERS = ["core/adapters/compositor"];
/** What draws the site, pinned in package.json. */
const RENDERERS = ["@remotion/lambda", "@remotion/renderer", "@sparticuz/chromium"];

export interface RemotionSite {
  /** Static files with an index.html. */
  readonly folder: string;
  /**
   * Names the site by what is in it and by what draws it: a deployment that changes neither keeps every rendered segment,
   * whatever else it changes.
   */
  readonly hash: string;
}

/**
 * Bundles web/compositions for Remotion Lambda, once per state of its sources (about 16 s cold).
 * Source maps and woff fonts are left out: nobody reads them in a render.
 *
 * @param cacheFolder kept between runs
 */
export async function bundleRemotionSite(cacheFolder: string): Promise<RemotionSite> {
  const folder = join(cacheFolder, await hashOf(await filesOf(SOURCES), ROOT));
  const complete = join(folder, "complete");
  if (!existsSync(complete)) await bundleOnce(folder);
  const content = await readFile(complete, "utf8");
  return { folder: join(folder, "site"), hash: await hashOf(await filesOf(OTHER_RENDERERS), ROOT, content) };
}

/** Several processes may be at it: what is there is whole, with its hash in `complete`. */
async function bundleOnce(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await writeFile(join(unfinished, "complete"), await bundleInto(join(unfinished, "site")));
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
}

async function bundleInto(folder: string): Promise<string> {
  await bundle({ entryPoint: ENTRY, outDir: folder, publicPath: "./", enableCaching: true });
  for (const file of await filesUnder(folder)) {
    // Fonts come as woff2 and, for browsers of long ago, as woff again: half of the files.
    if (file.endsWith(".map") || file.endsWith(".woff")) await rm(file);
  }
  await forgetWhere(join(folder, "index.html"));
  const { devDependencies } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const versions = RENDERERS.map((name) => `${name}@${devDependencies[name]}`).join(" ");
  return hashOf(await filesUnder(folder), folder, versions);
}

/** The page says in which folder it was made, for Remotion's studio: nobody's business, and no difference. */
async function forgetWhere(page: string): Promise<void> {
  const text = await readFile(page, "utf8");
  await writeFile(
    page,
    text.replaceAll(JSON.stringify(ROOT), '"/"').replaceAll(JSON.stringify(basename(ROOT)), '"film"'),
  );
}

/** @returns 16 hex digits of all names below `root` and contents */
async function hashOf(files: readonly string[], root: string, start = ""): Promise<string> {
  const hash = createHash("sha256").update(start);
  for (const file of files) {
    hash
      .update(relative(root, file))
      .update("\0")
      .update(await readFile(file))
      .update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

/** @param paths relative to the root of the repository */
async function filesOf(paths: readonly string[]): Promise<string[]> {
  return (await Promise.all(paths.map((path) => filesUnder(join(ROOT, path))))).flat();
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
