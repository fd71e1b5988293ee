import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
  if (create(lockFile)) return true;
  const holder = holderOf(lockFile);
  if (holder !== undefined && !isAlive(holder)) takeAway(lockFile, holder);
  return false;
}

function create(lockFile: string): boolean {
  // Written elsewhere and linked: whoever sees the lock sees its holder, too.
  const draft = `${lockFile}.${process.pid}.${randomUUID()}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, lockFile);
    return true;
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
    return false;
  } finally {
    rmSync(draft);
  }
}

/** Undefined when it was given back a moment ago. */
function holderOf(lockFile: string): number | undefined {
  try {
    return Number(readFileSync(lockFile, "utf8"));
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Two may find the holder dead, and by the time the second one acts the lock may be another's: that one it puts back. */
function takeAway(lockFile: string, deadHolder: number): void {
  const aside = `${lockFile}.${process.pid}.${randomUUID()}`;
  try {
    renameSync(lockFile, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  if (holderOf(aside) === deadHolder) rmSync(aside);
  else renameSync(aside, lockFile);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return isCode(error, "EPERM");
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
