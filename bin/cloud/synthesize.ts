import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { UserError } from "../terminal/user-error.ts";

const ROOT = join(import.meta.dirname, "../..");
const SOURCES = ["bin/app.ts", "lib", "core", "functions", "web", "package-lock.json", "tsconfig.json"];
const STAMP = ".sources";

/**
 * Synthesizes the template into `folder`, unless it was made from exactly these sources.
 * @returns whether it had to
 * @throws {UserError} with the last lines of what the synthesizer said
 */
export async function synthesize(folder: string): Promise<boolean> {
  const sources = await hashOfSources();
  const stamp = join(folder, STAMP);
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === sources) return false;
  await rm(folder, { recursive: true, force: true });
  await runApp(folder);
  await writeFile(stamp, sources);
  return true;
}

function runApp(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, "bin/app.ts")], {
      cwd: ROOT,
      env: { ...process.env, CDK_OUTDIR: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const remember = (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-8000);
    };
    child.stdout.on("data", remember);
    child.stderr.on("data", remember);
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new UserError(`The template could not be synthesized:\n${said.trim()}`));
    });
  });
}

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  for (const source of SOURCES) {
    for (const file of await filesUnder(join(ROOT, source))) {
      hash
        .update(relative(ROOT, file))
        .update("\0")
        .update(await readFile(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

async function filesUnder(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
