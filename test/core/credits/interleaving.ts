import fc from "fast-check";
import { expect } from "vitest";
import { InsufficientCreditError } from "../../../core/contract/errors.ts";
import { grantExtra, grantMonthly, topUp } from "../../../core/credits/add-credits.ts";
import type { CreditDeps } from "../../../core/credits/change-credits.ts";
import { HoldClosedError, UnknownHoldError } from "../../../core/credits/errors.ts";
import { holdCredits } from "../../../core/credits/hold-credits.ts";
import { captureHold, expireHolds, releaseHold } from "../../../core/credits/settle-holds.ts";
import type { CreditStore } from "../../../core/ports/credit-store.ts";
import type { TestClock } from "../../suites/in-memory/clock.ts";

/*
 * Random histories of one account: scenes that hold and then capture or release, each step delivered several times and in
 * any order, top-ups, sweeps, the month's turn, and a store that crashes before or after it has written.
 */

const step = fc.oneof(
  fc.record({ kind: fc.constant("hold" as const), scene: fc.nat(4) }),
  fc.record({ kind: fc.constant("end" as const), scene: fc.nat(4) }),
  fc.record({ kind: fc.constant("topup" as const), id: fc.nat(2), credits: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant("sweep" as const) }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1, 3_600_000, 20 * 86_400_000) }),
);

/** What a scene costs and how it ends: 0 is a failure, which is released. */
const scene = fc
  .integer({ min: 1, max: 25 })
  .chain((credits) => fc.record({ credits: fc.constant(credits), spent: fc.nat(credits) }));

export const history = fc.record({
  monthly: fc.nat(40),
  purchased: fc.nat(40),
  scenes: fc.array(scene, { minLength: 5, maxLength: 5 }),
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
  crashes: fc.array(fc.constantFrom("none", "none", "none", "before", "after"), { maxLength: 40 }),
});
export type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

const HOLD_TTL_MS = 3_600_000;

class CrashError extends Error {}

/** A store whose n-th write dies before or after it was done. */
function crashing(credits: CreditStore, crashes: History["crashes"]): CreditStore {
  let count = 0;
  return {
    ...credits,
    async apply(change) {
      const crash = crashes[count++] ?? "none";
      if (crash === "before") throw new CrashError();
      const isWritten = await credits.apply(change);
      if (crash === "after") throw new CrashError();
      return isWritten;
    },
  };
}

/** What a worker may meet and give up on; the invariants have to hold all the same. */
const expected = [CrashError, InsufficientCreditError, HoldClosedError, UnknownHoldError];
const isExpected = (error: unknown): boolean =>
  expected.some((kind) => error instanceof kind) ||
  (error instanceof AggregateError && error.errors.every(isExpected));

/** Lives through one history, then checks I1 and I2. @param run starts a step, as concurrently as the caller likes */
export async function liveThrough(
  { credits, clock, userId }: { credits: CreditStore; clock: TestClock; userId: string },
  past: History,
  run: (steps: (() => Promise<void>)[]) => Promise<void>,
): Promise<void> {
  const sound: CreditDeps = { credits, clock };
  const deps: CreditDeps = { credits: crashing(credits, past.crashes), clock };
  await grantMonthly(sound, { userId });
  if (past.monthly > 0) await grantExtra(sound, { userId, grantId: "start", credits: past.monthly });
  if (past.purchased > 0) await topUp(sound, { userId, topUpId: "start", credits: past.purchased });

  const holdIdOf = (index: number) => `scene:${userId}:${index}`;
  const perform = async (action: History["steps"][number]): Promise<void> => {
    switch (action.kind) {
      case "hold": {
        const wanted = { userId, holdId: holdIdOf(action.scene), ttlMs: HOLD_TTL_MS };
        await holdCredits(deps, { ...wanted, credits: past.scenes[action.scene]?.credits ?? 1 });
        return;
      }
      case "end": {
        const hold = { userId, holdId: holdIdOf(action.scene) };
        const spentCredits = past.scenes[action.scene]?.spent ?? 0;
        if (spentCredits > 0) await captureHold(deps, { ...hold, spentCredits });
        else await releaseHold(deps, hold);
        return;
      }
      case "topup":
        await topUp(deps, { userId, topUpId: `${action.id}`, credits: action.credits });
        return;
      case "sweep":
        await expireHolds(deps);
        return;
      case "wait":
        clock.advance(action.ms);
    }
  };
  await run(
    past.steps.map((action) => async () => {
      try {
        await perform(action);
      } catch (error) {
        if (!isExpected(error)) throw error;
      }
    }),
  );
  await checkInvariants(sound, userId, past, holdIdOf);
  clock.advance(2 * HOLD_TTL_MS);
  await expireHolds(sound, 1000);
  expect((await credits.getAccount(userId))?.held).toBe(0);
  await checkInvariants(sound, userId, past, holdIdOf);
}

async function checkInvariants(
  { credits }: CreditDeps,
  userId: string,
  past: History,
  holdIdOf: (index: number) => string,
): Promise<void> {
  const account = await credits.getAccount(userId);
  const entries = await credits.listEntries(userId);
  const sum = (name: "monthly" | "purchased" | "held") =>
    entries.reduce((total, entry) => total + entry[name], 0);
  // I1: balances are the sum of the ledger, and what is held is what the open holds have.
  expect(account).toMatchObject({
    monthlyRemaining: sum("monthly"),
    purchased: sum("purchased"),
    held: sum("held"),
  });
  expect(Math.min(sum("monthly"), sum("purchased"), sum("held"))).toBeGreaterThanOrEqual(0);
  const open = await credits.listOpenHolds(userId);
  expect(open.reduce((total, hold) => total + hold.credits, 0)).toBe(sum("held"));
  // I2: a scene is charged at most once, with its price; a failed one costs nothing.
  past.scenes.forEach(({ spent }, index) => {
    const captures = entries.filter(({ kind, holdId }) => kind === "capture" && holdId === holdIdOf(index));
    expect(captures.length).toBeLessThanOrEqual(spent > 0 ? 1 : 0);
    for (const { held } of captures) expect(held).toBe(-spent);
  });
}
