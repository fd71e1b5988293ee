import { setTimeout as pause } from "node:timers/promises";

/** Of the host's time. Generous: a machine that is busy with other things is no fault. */
export const PATIENCE_MS = 120_000;

/** Looks until there is something. @throws Error that says what was waited for */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined>,
  patienceMs = PATIENCE_MS,
): Promise<Found> {
  const giveUpAtMs = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > giveUpAtMs) throw new Error(`waited in vain for ${what}`);
    await pause(150);
  }
}
