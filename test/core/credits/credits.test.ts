import { beforeEach, describe, expect, it } from "vitest";
import { InsufficientCreditError } from "../../../core/contract/errors.ts";
import { grantExtra, grantMonthly, topUp } from "../../../core/credits/add-credits.ts";
import { HoldClosedError, OverspendError, UnknownHoldError } from "../../../core/credits/errors.ts";
import { holdCredits } from "../../../core/credits/hold-credits.ts";
import { renewMonthly } from "../../../core/credits/renew-monthly.ts";
import { captureHold, expireHolds, releaseHold } from "../../../core/credits/settle-holds.ts";
import type { Account, Plan } from "../../../core/ports/accounts.ts";
import { type AccountMap, inMemoryAccountStore } from "../../suites/in-memory/account-store.ts";
import { type TestClock, testClock } from "../../suites/in-memory/clock.ts";
import { inMemoryCreditStore } from "../../suites/in-memory/credit-store.ts";

const userId = "user";
const DAY_MS = 86_400_000;
let accounts: AccountMap;
let clock: TestClock;
let deps: { credits: ReturnType<typeof inMemoryCreditStore>; clock: TestClock };

function open(plan: Plan): void {
  const account: Account = {
    userId,
    email: "a@example.com",
    plan,
    monthlyRemaining: 0,
    purchased: 0,
    held: 0,
    createdAtEpochMs: 0,
  };
  accounts.set(userId, account);
}

const balances = () => {
  const { monthlyRemaining, purchased, held } = accounts.get(userId) ?? {};
  return [monthlyRemaining, purchased, held];
};
const hold = (holdId: string, credits: number, ttlMs = DAY_MS) =>
  holdCredits(deps, { userId, holdId, credits, ttlMs });

beforeEach(() => {
  accounts = new Map();
  clock = testClock(Date.UTC(2026, 10, 15));
  deps = { credits: inMemoryCreditStore(accounts), clock };
  open("free");
});

describe("holds", () => {
  it("spend monthly credits before purchased ones, and give back where they came from", async () => {
    await grantExtra(deps, { userId, grantId: "g", credits: 10 });
    await topUp(deps, { userId, topUpId: "t", credits: 10 });
    await hold("a", 15);
    expect(balances()).toEqual([0, 5, 15]);
    await captureHold(deps, { userId, holdId: "a", spentCredits: 12 });
    expect(balances()).toEqual([0, 8, 0]);
    await hold("b", 8);
    await releaseHold(deps, { userId, holdId: "b" });
    expect(balances()).toEqual([0, 8, 0]);
  });

  it("return monthly credits that were not spent", async () => {
    await grantExtra(deps, { userId, grantId: "g", credits: 10 });
    await topUp(deps, { userId, topUpId: "t", credits: 10 });
    await hold("a", 15);
    await captureHold(deps, { userId, holdId: "a", spentCredits: 4 });
    expect(balances()).toEqual([6, 10, 0]);
  });

  it("are refused with both numbers when there is too little, and hold nothing", async () => {
    await topUp(deps, { userId, topUpId: "t", credits: 5 });
    const refusal = await hold("a", 6).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InsufficientCreditError);
    expect(refusal).toMatchObject({ httpStatus: 402, data: { required: 6, available: 5 } });
    expect(balances()).toEqual([0, 5, 0]);
  });

  it("are made once and settled once when every step comes twice", async () => {
    await topUp(deps, { userId, topUpId: "t", credits: 10 });
    await topUp(deps, { userId, topUpId: "t", credits: 10 });
    expect(await hold("a", 4)).toEqual(await hold("a", 4));
    await captureHold(deps, { userId, holdId: "a", spentCredits: 3 });
    await captureHold(deps, { userId, holdId: "a", spentCredits: 3 });
    await releaseHold(deps, { userId, holdId: "a" });
    expect(balances()).toEqual([0, 7, 0]);
  });

  it("still answer a repeat when the credits have run out in between", async () => {
    await topUp(deps, { userId, topUpId: "t", credits: 4 });
    const first = await hold("a", 4);
    expect(await hold("a", 4)).toEqual(first);
  });

  it("cannot be overspent, captured unmade, or captured after a release", async () => {
    await topUp(deps, { userId, topUpId: "t", credits: 10 });
    await hold("a", 4);
    const capture = (holdId: string, spentCredits: number) =>
      captureHold(deps, { userId, holdId, spentCredits });
    await expect(capture("a", 5)).rejects.toThrow(OverspendError);
    await expect(capture("a", -1)).rejects.toThrow(RangeError);
    await expect(capture("nobody", 1)).rejects.toThrow(UnknownHoldError);
    await releaseHold(deps, { userId, holdId: "a" });
    await expect(capture("a", 1)).rejects.toThrow(HoldClosedError);
    await expect(hold("a", 4)).rejects.toThrow(HoldClosedError);
    expect(await releaseHold(deps, { userId, holdId: "nobody" })).toBeUndefined();
    expect(balances()).toEqual([0, 10, 0]);
  });

  it("expire by themselves and give everything back", async () => {
    await topUp(deps, { userId, topUpId: "t", credits: 10 });
    await hold("short", 3, 1000);
    await hold("long", 4, DAY_MS);
    clock.advance(2000);
    expect(await expireHolds(deps)).toEqual({ expired: 1, isPartial: false });
    expect(await expireHolds(deps)).toEqual({ expired: 0, isPartial: false });
    expect(balances()).toEqual([0, 6, 4]);
    await expect(captureHold(deps, { userId, holdId: "short", spentCredits: 1 })).rejects.toThrow(
      HoldClosedError,
    );
  });

  it("expire although another one cannot, and the failure is told at the end", async () => {
    await topUp(deps, { userId, topUpId: "t", credits: 10 });
    await hold("orphan", 3, 1000);
    await hold("mine", 4, 2000);
    const getAccountWithHold = deps.credits.getAccountWithHold;
    deps.credits.getAccountWithHold = async (user, holdId) => {
      if (holdId === "orphan") throw new Error("unreadable");
      return getAccountWithHold(user, holdId);
    };
    clock.advance(3000);
    await expect(expireHolds(deps)).rejects.toThrow(AggregateError);
    expect(balances()).toEqual([0, 7, 3]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuse an amount of %s", async (credits) => {
    await expect(hold("a", credits)).rejects.toThrow(RangeError);
  });
});

describe("the month", () => {
  it("brings the plan's allowance once, and what was left of the last one lapses", async () => {
    open("starter");
    await grantMonthly(deps, { userId });
    await grantMonthly(deps, { userId });
    expect(balances()).toEqual([3900, 0, 0]);
    await hold("a", 100);
    await captureHold(deps, { userId, holdId: "a", spentCredits: 100 });
    clock.advance(20 * DAY_MS);
    await grantMonthly(deps, { userId });
    expect(balances()).toEqual([3900, 0, 0]);
    const kinds = (await deps.credits.listEntries(userId)).map(({ kind }) => kind);
    expect(kinds).toEqual(["grant", "hold", "capture", "expire", "grant"]);
  });

  it("lets held monthly credits lapse when it turns before they are released", async () => {
    open("starter");
    await topUp(deps, { userId, topUpId: "t", credits: 10 });
    await hold("a", 3905);
    clock.advance(20 * DAY_MS);
    await releaseHold(deps, { userId, holdId: "a" });
    expect(balances()).toEqual([3900, 10, 0]);
  });

  it("turns for accounts that nobody uses", async () => {
    open("creator");
    const all = { ...deps, accounts: inMemoryAccountStore(accounts) };
    expect(await renewMonthly(all)).toBe(1);
    expect(await renewMonthly(all)).toBe(0);
    expect(balances()).toEqual([6900, 0, 0]);
  });
});
