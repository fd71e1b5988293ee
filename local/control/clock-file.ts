import { join } from "node:path";
import { readJsonFile, writeJsonFile } from "../services/json-file.ts";
import type { Clock } from "../types.ts";
import { createClock } from "./clock.ts";

/** The account's clock, as far ahead as it was when this state folder was last in use: what is stored never lies in the future. */
export function openClock(stateDir: string): Clock {
  const file = join(stateDir, "clock.json");
  const clock = createClock(Number(readJsonFile(file).offsetMs ?? 0));
  clock.onAdvance((offsetMs) => writeJsonFile(file, { offsetMs }));
  return clock;
}
