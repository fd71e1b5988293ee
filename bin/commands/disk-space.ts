import { statfs } from "node:fs/promises";
import { UserError } from "../terminal/user-error.ts";

/** A film with its bundles, frames and copies needs less than this. */
const NEEDED_BYTES = 1.5e9;

/** @throws {UserError} before anything is started, when the disk could run full on the way */
export async function requireDisk(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < NEEDED_BYTES) {
    throw new UserError(
      `${(free / 1e9).toFixed(1)} GB are free on this disk; making a film needs ${NEEDED_BYTES / 1e9} GB.`,
    );
  }
}
