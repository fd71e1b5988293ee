import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseRecord } from "../json-values.ts";

/** @returns the file's object, or an empty one when there is no such file. @throws SyntaxError naming a file that is no JSON object */
export function readJsonFile(file: string): Record<string, unknown> {
  return existsSync(file) ? parseRecord(readFileSync(file, "utf8"), file) : {};
}

/** Replaces the file in one step, readable by its owner alone: a crash leaves the old content or the new, never half of one. */
export function writeJsonFile(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify(value, null, 2), { mode: 0o600 });
  renameSync(draft, file);
}
