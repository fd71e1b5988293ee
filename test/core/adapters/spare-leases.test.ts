import { describe, expect, it, vi } from "vitest";
import { spareLeases } from "../../../core/adapters/dynamo/spare-leases.ts";
import { inMemoryCreditStore } from "../../suites/in-memory/credit-store.ts";
import { inMemoryRunStore } from "../../suites/in-memory/run-store.ts";

const RUN = {
  runId: "run_1",
  userId: "user",
  projectId: 1,
  kind: "edit",
  state: "admitted",
  locale: "en",
  autoSave: true,
  abortRequested: false,
  createdAtEpochMs: 0,
} as const;

async function world() {
  const stored = inMemoryRunStore({ credits: inMemoryCreditStore(new Map()) });
  await stored.admit(RUN, 300_000);
  const renewLease = vi.spyOn(stored, "renewLease");
  const runs = spareLeases(stored);
  return { stored, runs, renewals: () => renewLease.mock.calls.length };
}

describe("a lease that is renewed at every step", () => {
  it("is written once in 30 s", async () => {
    const { stored, runs, renewals } = await world();
    for (let nowMs = 0; nowMs < 60_000; nowMs += 1000) {
      expect(await runs.renewLease("user", "run_1", 300_000 + nowMs)).toBe(true);
    }
    expect(renewals()).toBe(2);
    expect((await stored.getLock("user"))?.leaseUntilEpochMs).toBe(330_000);
  });

  it("ends when it is told to end", async () => {
    const { stored, runs } = await world();
    await runs.renewLease("user", "run_1", 300_000);
    await runs.renewLease("user", "run_1", 1000);
    expect((await stored.getLock("user"))?.leaseUntilEpochMs).toBe(1000);
  });

  it("is not believed in once the lock was found lost", async () => {
    const { stored, runs } = await world();
    await runs.renewLease("user", "run_1", 300_000);
    await stored.unlock("user", "run_1");
    expect(await runs.renewLease("user", "run_1", 330_000)).toBe(false);
    expect(await runs.renewLease("user", "run_1", 330_001)).toBe(false);
  });
});
