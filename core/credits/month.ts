/** The month of a moment in UTC, `2026-11`: what a monthly allowance belongs to. */
export const monthOf = (atEpochMs: number): string => new Date(atEpochMs).toISOString().slice(0, 7);

/** When the month's allowance is replaced by the next one, ms since 1970 UTC. */
export function monthEndEpochMs(atEpochMs: number): number {
  const at = new Date(atEpochMs);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
}
