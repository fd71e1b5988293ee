import type { RunStore } from "../../ports/runs.ts";

/** A lease is renewed when it has run for so long, ms: a small part of it. */
const RENEWED_EVERY_MS = 30_000;
const MAX_REMEMBERED = 200;

/**
 * A run store that does not renew a lease which this process has renewed a moment ago: steps come several times a
 * second, leases last minutes. What ends a run is written to the run itself, which every step reads.
 */
export function spareLeases(runs: RunStore): RunStore {
  const renewed = new Map<string, number>();
  return {
    ...runs,
    async renewLease(userId, runId, leaseUntilEpochMs) {
      const sinceMs = leaseUntilEpochMs - (renewed.get(runId) ?? Number.NEGATIVE_INFINITY);
      // A shorter one ends the lease.
      if (sinceMs >= 0 && sinceMs < RENEWED_EVERY_MS) return true;
      const isRenewed = await runs.renewLease(userId, runId, leaseUntilEpochMs);
      renewed.delete(runId);
      if (isRenewed) renewed.set(runId, leaseUntilEpochMs);
      const oldest = renewed.keys().next();
      if (renewed.size > MAX_REMEMBERED && !oldest.done) renewed.delete(oldest.value);
      return isRenewed;
    },
  };
}
