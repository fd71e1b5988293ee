import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** How often a waiting process looks, in ms. */
const LOOK_EVERY_MS = 100;

/**
 * Runs `work` while no other process of this machine that uses the same lock file does: drawing takes every core, and two
 * browsers at it are slower than one after the other. A lock whose holder has died counts as free.
 */
export async function oneAtATime<Result>(lockFile: string, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(path.dirname(lockFile), { recursive: true });
  while (!tryTake(lockFile)) await delay(LOOK_EVERY_MS);
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function tryTake(lockFile: string): boolean {
  try {
    const file = openSync(lockFile, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
    if (!isHolderAlive(lockFile)) rmSync(lockFile, { force: true });
    return false;
  }
}

function isHolderAlive(lockFile: string): boolean {
  let holder: number;
  try {
    holder = Number(readFileSync(lockFile, "utf8"));
  } catch (error) {
    // Given back a moment ago.
    if (isCode(error, "ENOENT")) return true;
    throw error;
  }
  // Taken a moment ago, and its holder has not written its id yet.
  if (!Number.isInteger(holder) || holder === 0) return true;
  try {
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return isCode(error, "EPERM");
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
