import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inSources } from "../../../functions/runtime/source-places.ts";

describe("the places in a stack", () => {
  let folder: string;
  let stack: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "source-places-"));
    const source = join(folder, "failing.ts");
    writeFileSync(
      source,
      "export function fail(): Error {\n  const reason = 'no';\n  return new Error(reason);\n}\n",
    );
    const outfile = join(folder, "index.js");
    buildSync({ entryPoints: [source], outfile, bundle: true, minify: true, sourcemap: true, format: "cjs" });
    stack = createRequire(import.meta.url)(outfile).fail().stack;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are those of the sources where a bundle's map is beside it", () => {
    expect(stack).toContain("index.js:1:");
    expect(inSources(stack)).toMatch(/failing\.ts:3:\d+\)/);
    expect(inSources(stack)).not.toContain("index.js");
  });

  it("stay as they are where there is none", () => {
    const other = "Error: no\n    at run (/var/task/nowhere/index.js:3:7)\n    at node:internal/timers:5:1";
    expect(inSources(other)).toBe(other);
  });
});
