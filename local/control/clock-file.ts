import { join } from "node:path";
import { readJsonFile, writeJsonFile } from "../services/json-file.ts";
import type { Clock } from "../types.ts";
import { createClock } from "./clock.ts";

/** How often the offset of a clock that runs fast is written, in ms of the host's time. */
const KEEP_EVERY_MS = 500;

/** The account's clock, as far ahead as it was when this state folder was last in use: what is stored never lies in the future. */
export function openClock(stateDir: string): Clock {
  const file = join(stateDir, "clock.json");
  const clock = createClock(Number(readJsonFile(file).offsetMs ?? 0));
  const keep = (offsetMs: number) => writeJsonFile(file, { offsetMs });
  clock.onAdvance(keep);
  setInterval(() => {
    // As far ahead as it will be when it is written next, and then some: this process may be killed before.
    if (clock.speed > 1) keep(clock.offsetMs + clock.speed * KEEP_EVERY_MS * 3);
  }, KEEP_EVERY_MS).unref();
  return clock;
}
