import type { Clock, Ids } from "../ports/time-and-ids.ts";

const EPOCH_MS = Date.UTC(2026, 0, 1);
/** Random values in one millisecond. 2^12 × ms stays a safe integer until the year 2095. */
const PER_MS = 4096;
const FORM = /^[1-9]\d{0,15}$/;

/** A number that sorts by time. Two of one millisecond may clash: create on condition, and take another. */
export const newProjectId = ({ clock, ids }: { clock: Clock; ids: Ids }): number =>
  (clock.now() - EPOCH_MS) * PER_MS + ids.random(PER_MS);

/** The id that a path names; undefined for anything that cannot be one (`abc`, `-1`, `1e3`, `007`). */
export function parseProjectId(text: string): number | undefined {
  const id = Number(text);
  return FORM.test(text) && Number.isSafeInteger(id) ? id : undefined;
}
