import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { bundle } from "@remotion/bundler";
import { build } from "esbuild";

const entryPoint = path.join(import.meta.dirname, "index.ts");
const require = createRequire(import.meta.url);

export interface SiteBundle {
  /** Holds `index.html` and what it loads, without source maps. Fit to be served under any path. */
  readonly folder: string;
  /** 16 hex digits over every input file: equal for equal pictures, so it belongs into segment keys and the site's path. */
  readonly hash: string;
}

/**
 * Bundles the Remotion site into `<cacheFolder>/<hash>/`, or finds it there: about 15 s the first time, well under a second
 * after that. Two at once do not disturb each other.
 *
 * @throws Error when the site does not compile
 */
export async function bundleSite(cacheFolder: string): Promise<SiteBundle> {
  const hash = await siteHash();
  const folder = path.join(cacheFolder, hash);
  if (existsSync(path.join(folder, "index.html"))) return { folder, hash };
  const draft = await mkdtemp(`${folder}-draft-`);
  try {
    await bundle({ entryPoint, outDir: draft, webpackOverride: leaveOutOldFonts, enableCaching: false });
    await removeSourceMaps(draft);
    await rename(draft, folder).catch(async (error: unknown) => {
      // Somebody else was faster; theirs is the same.
      if (!existsSync(path.join(folder, "index.html"))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return { folder, hash };
}

/** A hash over every file that ends up in the site, and over the versions of what bundles and draws it. */
export async function siteHash(): Promise<string> {
  const { metafile } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    metafile: true,
    logLevel: "silent",
    jsx: "automatic",
    outdir: "unused",
    loader: { ".woff": "empty", ".woff2": "empty" },
  });
  const hash = createHash("sha256");
  for (const file of Object.keys(metafile.inputs).sort()) {
    hash.update(`${file}\0`);
    hash.update(await readFile(path.resolve(file)));
  }
  for (const name of ["remotion", "@remotion/bundler", "@fontsource/inter", "@fontsource/noto-sans-kr"]) {
    hash.update(
      `${name}@${JSON.parse(await readFile(require.resolve(`${name}/package.json`), "utf8")).version}\0`,
    );
  }
  hash.update(await readFile(import.meta.filename));
  return hash.digest("hex").slice(0, 16);
}

type WebpackOverride = NonNullable<
  Parameters<typeof bundle>[0] extends infer O ? (O extends { webpackOverride?: infer W } ? W : never) : never
>;

/** Every font comes as woff2 and again as woff, for browsers of long ago: half the files of the site. */
const leaveOutOldFonts: WebpackOverride = (configuration) => ({
  ...configuration,
  module: {
    ...configuration.module,
    rules: [
      ...(configuration.module?.rules ?? []).map((rule) =>
        isFontRule(rule) ? { ...rule, exclude: /\.woff$/ } : rule,
      ),
      { test: /\.woff$/, type: "asset/inline", generator: { dataUrl: () => "data:," } },
    ],
  },
});

function isFontRule(rule: unknown): rule is { test: RegExp } {
  return (
    typeof rule === "object" &&
    rule !== null &&
    "test" in rule &&
    rule.test instanceof RegExp &&
    rule.test.test("a.woff")
  );
}

async function removeSourceMaps(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true });
  await Promise.all(files.filter((file) => file.endsWith(".map")).map((file) => rm(path.join(folder, file))));
}
