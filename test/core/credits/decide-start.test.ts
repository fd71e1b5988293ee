import { describe, expect, it } from "vitest";
import { planTerms } from "../../../core/catalog/plans.ts";
import { decideStart } from "../../../core/credits/decide-start.ts";
import type { Account } from "../../../core/ports/accounts.ts";
import { inMemoryCreditStore } from "../../suites/in-memory/credit-store.ts";

const NOW = Date.UTC(2026, 10, 15);
const { monthlyCredits } = planTerms.starter;
const request = { holdId: "run:1", credits: 60, moreCredits: 9, ttlMs: 1000 };

const accountWith = (fields: Partial<Account>): Account => ({
  userId: "user",
  email: "a@example.com",
  plan: "starter",
  monthlyRemaining: 0,
  purchased: 0,
  held: 0,
  allowanceMonth: "2026-11",
  createdAtEpochMs: 0,
  ...fields,
});

describe("what work takes when it starts", () => {
  it("is its hold, when what comes after it is there as well", () => {
    const change = decideStart(accountWith({ purchased: 69 }), request, NOW);
    expect(change?.hold?.after).toMatchObject({ credits: 60, purchasedCredits: 60 });
    expect(() => decideStart(accountWith({ purchased: 68 }), request, NOW)).toThrow(
      expect.objectContaining({ code: "INSUFFICIENT_CREDIT", required: 69, available: 68 }),
    );
  });

  it("is nothing when it holds nothing, and what comes after it must be there", () => {
    const free = { ...request, credits: 0 };
    expect(decideStart(accountWith({ purchased: 9 }), free, NOW)).toBeUndefined();
    expect(() => decideStart(accountWith({ purchased: 8 }), free, NOW)).toThrow(
      expect.objectContaining({ required: 9, available: 8 }),
    );
  });

  it("counts on this month's allowance, which comes in the same write", async () => {
    const account = accountWith({ monthlyRemaining: 5, purchased: 1, allowanceMonth: "2026-10" });
    const accounts = new Map([[account.userId, account]]);
    const credits = inMemoryCreditStore(accounts);
    const change = decideStart(account, request, NOW);
    expect(change !== undefined && (await credits.apply(change))).toBe(true);
    expect(accounts.get("user")).toMatchObject({
      monthlyRemaining: monthlyCredits - 60,
      purchased: 1,
      held: 60,
      allowanceMonth: "2026-11",
    });
    const entries = await credits.listEntries("user");
    expect(entries.map(({ kind }) => kind).toSorted()).toEqual(["expire", "grant", "hold"]);
    expect((await credits.getHold("user", "run:1"))?.allowanceMonth).toBe("2026-11");
  });
});
