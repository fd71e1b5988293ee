import { describe, expect, it } from "vitest";
import type { Account } from "../../core/ports/accounts.ts";
import type { CreditStore, Hold, LedgerEntry } from "../../core/ports/credit-store.ts";

/** What a suite of credit stores gets: the store, and a way to have an account with balances. */
export interface CreditStoreFixture {
  readonly credits: CreditStore;
  addAccount(account: Account): Promise<void>;
}

const account = (userId: string): Account => ({
  userId,
  email: `${userId}@example.com`,
  plan: "free",
  monthlyRemaining: 0,
  purchased: 0,
  held: 0,
  createdAtEpochMs: 0,
});

const topUpEntry = (userId: string, credits: number, id = "first"): LedgerEntry => ({
  entryId: `topup:${id}`,
  userId,
  kind: "topup",
  monthly: 0,
  purchased: credits,
  held: 0,
  atEpochMs: 1,
});

const openHold = (userId: string, holdId: string, expiresAtEpochMs = 1000): Hold => ({
  holdId,
  userId,
  credits: 3,
  monthlyCredits: 0,
  purchasedCredits: 3,
  state: "open",
  createdAtEpochMs: 0,
  expiresAtEpochMs,
});

const holdEntry = (userId: string, holdId: string): LedgerEntry => ({
  ...topUpEntry(userId, -3),
  entryId: `hold:${holdId}`,
  kind: "hold",
  holdId,
  held: 3,
});

/** The claims that every CreditStore must satisfy. */
export function creditStoreSuite(name: string, makeFixture: () => Promise<CreditStoreFixture>): void {
  let count = 0;
  async function start(purchased = 0) {
    const userId = `payer-${name}-${++count}`;
    const fixture = await makeFixture();
    await fixture.addAccount(account(userId));
    if (purchased > 0) {
      await fixture.credits.apply({ account: account(userId), entries: [topUpEntry(userId, purchased)] });
    }
    const read = async () => {
      const found = await fixture.credits.getAccount(userId);
      if (found === undefined) throw new Error("the account is gone");
      return found;
    };
    return { credits: fixture.credits, userId, read };
  }

  describe(`CreditStore on ${name}`, () => {
    it("changes balances by the sum of the entries and keeps the entries", async () => {
      const { credits, userId, read } = await start();
      const entries = [topUpEntry(userId, 10, "a"), topUpEntry(userId, 5, "b")];
      expect(await credits.apply({ account: await read(), entries })).toBe(true);
      expect(await read()).toMatchObject({ purchased: 15, monthlyRemaining: 0, held: 0 });
      expect((await credits.listEntries(userId)).map(({ entryId }) => entryId).sort()).toEqual([
        "topup:a",
        "topup:b",
      ]);
      expect(await credits.getEntry(userId, "topup:a")).toEqual(entries[0]);
      expect(await credits.getEntry(userId, "topup:c")).toBeUndefined();
    });

    it("writes nothing when the account moved on since it was read", async () => {
      const { credits, userId, read } = await start();
      const stale = await read();
      await credits.apply({ account: stale, entries: [topUpEntry(userId, 10, "a")] });
      expect(await credits.apply({ account: stale, entries: [topUpEntry(userId, 5, "b")] })).toBe(false);
      expect(await read()).toMatchObject({ purchased: 10 });
      expect(await credits.getEntry(userId, "topup:b")).toBeUndefined();
    });

    it("writes an entry of the same name once", async () => {
      const { credits, userId, read } = await start(10);
      const repeat = { account: await read(), entries: [topUpEntry(userId, 10)] };
      expect(await credits.apply(repeat)).toBe(false);
      expect(await read()).toMatchObject({ purchased: 10 });
    });

    it("makes a hold once and settles it once", async () => {
      const { credits, userId, read } = await start(10);
      const hold = openHold(userId, "h");
      const make = async () =>
        credits.apply({
          account: await read(),
          entries: [holdEntry(userId, "h")],
          hold: { after: hold, expected: "absent" },
        });
      expect(await make()).toBe(true);
      expect(await make()).toBe(false);
      const other = { after: openHold(userId, "other"), expected: "absent" } as const;
      const entries = [holdEntry(userId, "other")];
      await credits.apply({ account: await read(), entries, hold: other });
      expect(await credits.getHold(userId, "h")).toEqual(hold);
      const settled: Hold = { ...hold, state: "settled", spentCredits: 3 };
      const settle = async () =>
        credits.apply({
          account: await read(),
          entries: [{ ...holdEntry(userId, "h"), entryId: "capture:h", purchased: 0, held: -3 }],
          hold: { after: settled, expected: "open" },
        });
      expect(await settle()).toBe(true);
      expect(await settle()).toBe(false);
      expect(await read()).toMatchObject({ purchased: 4, held: 3 });
      expect(await credits.getHold(userId, "h")).toEqual(settled);
      expect(await credits.getAccountWithHold(userId, "h")).toEqual({ account: await read(), hold: settled });
      const some = await credits.getHolds(userId, ["other", "none", "h"]);
      expect(some.toSorted((a, b) => a.holdId.localeCompare(b.holdId))).toEqual([settled, other.after]);
      expect(await credits.getHolds(userId, [])).toEqual([]);
      expect(await credits.getAccountWithHold(userId, "none")).toEqual({ account: await read() });
      expect(await credits.getAccountWithHold("nobody", "h")).toEqual({});
    });

    it("lists open holds of a user, and those of everybody that have expired, oldest first", async () => {
      const { credits, userId, read } = await start(10);
      for (const [holdId, expiresAtEpochMs] of [
        ["late", 900],
        ["early", 500],
        ["alive", 5000],
      ] as const) {
        const after = openHold(userId, `${userId}:${holdId}`, expiresAtEpochMs);
        const entries = [holdEntry(userId, after.holdId)];
        await credits.apply({ account: await read(), entries, hold: { after, expected: "absent" } });
      }
      expect(await credits.listOpenHolds(userId)).toHaveLength(3);
      const mine = (holds: Hold[]) => holds.filter((hold) => hold.userId === userId);
      const expired = mine(await credits.listExpiredHolds(1000, 100)).map(({ holdId }) => holdId);
      expect(expired).toEqual([`${userId}:early`, `${userId}:late`]);
    });

    it("never lets a balance become negative", async () => {
      const { credits, userId, read } = await start(2);
      const change = { account: await read(), entries: [holdEntry(userId, "h")] };
      expect(await credits.apply(change)).toBe(false);
      expect(await read()).toMatchObject({ purchased: 2, held: 0 });
    });

    it("lets one of many who read the same account win", async () => {
      const { credits, userId, read } = await start();
      const stale = await read();
      const results = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          credits.apply({ account: stale, entries: [topUpEntry(userId, 1, `race-${index}`)] }),
        ),
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      expect(await read()).toMatchObject({ purchased: 1 });
    });
  });
}
