import type { Log } from "../../ports/log.ts";
import type { Clock } from "../../ports/time-and-ids.ts";
import type { WorkStatus } from "./segment-work.ts";

/** Looks at a work are seconds apart. */
const MOST_OFTEN_MS = 1000;
/** However little happens: whoever looks takes a minute's silence for death. */
const RAREST_MS = 10_000;

/** How far a work is, noted for those who look. */
export interface StatusNotes {
  /** @param share 0–1; may be called for every frame */
  progress(share: number): void;
  /** The last note, after all others. @throws what the write throws */
  end(status: WorkStatus): Promise<void>;
}

/** @param put notes that come before the end may get lost: the next one says more */
export async function beginNotes(
  put: (status: WorkStatus) => Promise<void>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<StatusNotes> {
  let share = 0;
  let notedAtEpochMs = clock.now();
  let writing: Promise<void> | undefined;
  const note = () => {
    if (writing) return;
    notedAtEpochMs = clock.now();
    writing = put({ state: "composing", progress: share, atEpochMs: notedAtEpochMs })
      .catch((error: unknown) => log("a note of the compositor's progress is lost", { error }))
      .finally(() => {
        writing = undefined;
      });
  };
  const timer = setInterval(note, RAREST_MS);
  note();
  await writing;
  return {
    progress(now) {
      share = now;
      if (clock.now() - notedAtEpochMs >= MOST_OFTEN_MS) note();
    },
    async end(status) {
      clearInterval(timer);
      await writing;
      await put(status);
    },
  };
}
