import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import asc from "assemblyscript/asc";

const SOURCE = path.join(import.meta.dirname, "assembly/kernel.ts");
const OUTPUT = path.join(import.meta.dirname, "kernel-bytes.ts");

/**
 * Compiles the kernel. The same source gives the same bytes.
 * @throws {Error} it does not compile; the message is the compiler's
 */
export async function compileKernel(): Promise<Uint8Array> {
  let compiled: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      "kernel.ts",
      "--outFile",
      "kernel.wasm",
      "--runtime",
      "stub",
      "--importMemory",
      "--noAssert",
      "-O3",
    ].concat(["--enable", "simd", "--enable", "bulk-memory"]),
    {
      readFile: (name) => (path.basename(name) === "kernel.ts" ? readFileSync(SOURCE, "utf8") : null),
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") compiled = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !compiled)
    throw new Error(`The kernel does not compile: ${stderr.toString()}`, { cause: error });
  return compiled;
}

if (import.meta.main) {
  const bytes = Buffer.from(await compileKernel()).toString("base64");
  const lines = bytes.match(/.{1,108}/g) ?? [];
  writeFileSync(
    OUTPUT,
    [
      "/** assembly/kernel.ts, compiled by `npm run kernel`; base64. */",
      "export const kernelBytes =",
      `${lines.map((line) => `  "${line}"`).join(" +\n")};`,
      "",
    ].join("\n"),
  );
}
