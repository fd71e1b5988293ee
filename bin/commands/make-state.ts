import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** What `--resume` needs to know of the film that was interrupted. */
const makeState = z.object({
  projectId: z.number(),
  topic: z.string(),
  locale: z.enum(["en", "ko", "es"]),
  resolution: z.enum(["720p", "1080p"]),
  scenes: z.number().optional(),
  out: z.string(),
});
export type MakeState = z.infer<typeof makeState>;

const fileIn = (stateFolder: string): string => join(stateFolder, "make.json");

export async function readMakeState(stateFolder: string): Promise<MakeState | undefined> {
  const file = fileIn(stateFolder);
  return existsSync(file) ? makeState.parse(JSON.parse(await readFile(file, "utf8"))) : undefined;
}

export async function writeMakeState(stateFolder: string, state: MakeState): Promise<void> {
  await writeFile(fileIn(stateFolder), JSON.stringify(state, undefined, 2));
}

export async function forgetMakeState(stateFolder: string): Promise<void> {
  await rm(fileIn(stateFolder), { force: true });
}
