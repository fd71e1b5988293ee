import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoAccountStore } from "../../../core/adapters/dynamo/account-store.ts";
import { dynamoCreditStore } from "../../../core/adapters/dynamo/credit-store.ts";
import type { Account } from "../../../core/ports/accounts.ts";
import type { CreditStore } from "../../../core/ports/credit-store.ts";
import { startDynamoDb, type TestDynamoDb } from "../../suites/dynamo-db.ts";
import { testClock } from "../../suites/in-memory/clock.ts";
import { inMemoryCreditStore } from "../../suites/in-memory/credit-store.ts";
import { history, liveThrough } from "./interleaving.ts";

const newAccount = (userId: string): Account => ({
  userId,
  email: `${userId}@example.com`,
  plan: "free",
  monthlyRemaining: 0,
  purchased: 0,
  held: 0,
  createdAtEpochMs: 0,
});

/** Every call waits for its turn, which the scheduler deals out at random. */
function interleaved(credits: CreditStore, scheduler: fc.Scheduler): CreditStore {
  const turn = () => scheduler.schedule(Promise.resolve());
  return {
    ...credits,
    getAccount: async (...args) => turn().then(() => credits.getAccount(...args)),
    getHold: async (...args) => turn().then(() => credits.getHold(...args)),
    // Two reads of two moments, as DynamoDB's batches are.
    getAccountWithHold: async (userId, holdId) => {
      const account = await turn().then(() => credits.getAccount(userId));
      const hold = await turn().then(() => credits.getHold(userId, holdId));
      return { ...(account && { account }), ...(hold && { hold }) };
    },
    getEntry: async (...args) => turn().then(() => credits.getEntry(...args)),
    apply: async (...args) => turn().then(() => credits.apply(...args)),
  };
}

/** Histories lived through at the same time: each has a clock of its own, and waits for the database most of its time. */
const AT_ONCE = 10;

const sweepingOwn = (credits: CreditStore, userId: string): CreditStore => ({
  ...credits,
  listExpiredHolds: async (...args) =>
    (await credits.listExpiredHolds(...args)).filter((hold) => hold.userId === userId),
});

async function byFourWorkers(steps: (() => Promise<void>)[]): Promise<void> {
  const workers = 4;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (let index = worker; index < steps.length; index += workers) await steps[index]?.();
    }),
  );
}

describe("credits, whatever is retried, redelivered, reordered or crashes (I1, I2)", () => {
  it("hold on the in-memory store, interleaved at every call", async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.scheduler(), async (past, scheduler) => {
        const accounts = new Map([["user", newAccount("user")]]);
        const credits = inMemoryCreditStore(accounts);
        const clock = testClock();
        let isRandom = false;
        const shuffled = interleaved(credits, scheduler);
        const gated = new Proxy(credits, {
          get: (target, name, receiver) => Reflect.get(isRandom ? shuffled : target, name, receiver),
        });
        await liveThrough({ credits: gated, clock, userId: "user" }, past, async (steps) => {
          isRandom = true;
          const all = Promise.all(steps.map((step) => step()));
          await scheduler.waitFor(all);
          isRandom = false;
        });
      }),
      { numRuns: 20_000 },
    );
  }, 180_000);

  describe("on DynamoDB", () => {
    let db: TestDynamoDb;
    beforeAll(async () => {
      db = await startDynamoDb();
    });
    afterAll(() => db.stop());

    it("hold with several workers at once", async () => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(history, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (histories) => {
          await Promise.all(
            histories.map(async (past) => {
              const userId = `user-${++count}`;
              await dynamoAccountStore(db.core).create(newAccount(userId));
              const credits = sweepingOwn(dynamoCreditStore(db.core), userId);
              await liveThrough({ credits, clock: testClock(), userId }, past, byFourWorkers);
            }),
          );
        }),
        { numRuns: 200 / AT_ONCE },
      );
      expect(count).toBeGreaterThanOrEqual(200);
    }, 180_000);
  });
});
