import { mkdirSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const pendingEvent = z.object({
  requestId: z.string(),
  functionArn: z.string(),
  /** JSON. */
  event: z.string(),
  /** Deliveries begun; one that a crash cut off counts. */
  attempts: z.number(),
  acceptedAtEpochMs: z.number(),
  /** Not before this time of the account's clock. */
  dueAtEpochMs: z.number(),
});

/** An asynchronous event that is not done with. */
export type PendingEvent = z.infer<typeof pendingEvent>;

/** Keeps accepted events on disk: AWS has promised to deliver them, whatever happens to the machine. */
export interface AsyncStore {
  save(event: PendingEvent): Promise<void>;
  remove(requestId: string): Promise<void>;
  load(): Promise<PendingEvent[]>;
}

export function createAsyncStore(folder: string): AsyncStore {
  mkdirSync(folder, { recursive: true });
  const fileOf = (requestId: string) => path.join(folder, `${requestId}.json`);
  return {
    async save(event) {
      const file = fileOf(event.requestId);
      await writeFile(`${file}.new`, JSON.stringify(event));
      await rename(`${file}.new`, file);
    },
    remove: (requestId) => rm(fileOf(requestId), { force: true }),
    async load() {
      const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
      return Promise.all(
        names.map(async (name) =>
          pendingEvent.parse(JSON.parse(await readFile(path.join(folder, name), "utf8"))),
        ),
      );
    },
  };
}
