import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { BUNDLING } from "../../lib/constructs/node-function.ts";

const FUNCTIONS = resolve(import.meta.dirname, "../../functions");
const MAX_BYTES = 700_000;

/** API functions that may be larger, because they carry the client of the renderer. */
const EXEMPT: readonly string[] = [];

/** Functions that callers meet: those made by functions/runtime/http-function.ts. */
const apiFunctions = readdirSync(FUNCTIONS).filter((folder) => {
  if (folder === "runtime") return false;
  const handler = readFileSync(join(FUNCTIONS, folder, "handler.ts"), "utf8");
  return handler.includes("/http-function.ts");
});

const OPTIONS = {
  bundle: true,
  write: false as const,
  platform: "node" as const,
  target: BUNDLING.target,
  minify: BUNDLING.minify,
  mainFields: [...BUNDLING.mainFields],
  external: [...BUNDLING.externalModules],
  define: BUNDLING.define,
};

async function bundle(folder: string) {
  const { metafile } = await build({
    entryPoints: [join(FUNCTIONS, folder, "handler.ts")],
    outfile: "handler.js",
    metafile: true,
    format: "cjs",
    ...OPTIONS,
  });
  const sizeInBytes = Math.max(...Object.values(metafile.outputs).map(({ bytes }) => bytes));
  return { sizeInBytes, inputs: Object.keys(metafile.inputs) };
}

it("the bundles of all functions are free of import.meta, which CommonJS does not have", {
  timeout: 120_000,
}, async () => {
  const folders = readdirSync(FUNCTIONS).filter((folder) => folder !== "runtime");
  const entryPoints = Object.fromEntries(
    folders.map((folder) => [folder, join(FUNCTIONS, folder, "handler.ts")]),
  );
  // As ES modules, in which it would still be seen.
  const { outputFiles } = await build({ ...OPTIONS, entryPoints, outdir: "out", format: "esm" });
  expect(outputFiles).toHaveLength(folders.length);
  const asking = outputFiles.filter(({ text }) => text.includes("import.meta"));
  expect(asking.map(({ path }) => basename(path))).toEqual([]);
});

describe("the bundle of an API function", () => {
  it("is looked at for each of them", () => {
    expect(apiFunctions).toEqual(expect.arrayContaining(["agent-api", "agent-stream", "projects-api"]));
  });

  it.each(apiFunctions)("of %s has at most 700 kB, or a renderer's client as its reason", async (folder) => {
    const { sizeInBytes, inputs } = await bundle(folder);
    expect(sizeInBytes).toBeGreaterThan(100_000);
    if (EXEMPT.includes(folder)) {
      expect(inputs.some((path) => path.includes("@remotion/lambda-client"))).toBe(true);
    } else expect(sizeInBytes).toBeLessThanOrEqual(MAX_BYTES);
  });
});
