import { accountStoreSuite } from "./account-store-suite.ts";
import { auditLogSuite } from "./audit-log-suite.ts";
import { creditStoreSuite } from "./credit-store-suite.ts";
import { eventLogSuite } from "./event-log-suite.ts";
import { inMemoryAccountStore } from "./in-memory/account-store.ts";
import { inMemoryAuditLog } from "./in-memory/audit-log.ts";
import { testClock } from "./in-memory/clock.ts";
import { inMemoryCreditStore } from "./in-memory/credit-store.ts";
import { inMemoryEventLog } from "./in-memory/event-log.ts";
import { inMemoryProjectStore } from "./in-memory/project-store.ts";
import { projectStoreSuite } from "./project-store-suite.ts";

accountStoreSuite("memory", async () => inMemoryAccountStore());
auditLogSuite("memory", () => inMemoryAuditLog());
projectStoreSuite("memory", async () => inMemoryProjectStore());
creditStoreSuite("memory", async () => {
  const accounts = new Map();
  return {
    credits: inMemoryCreditStore(accounts),
    addAccount: async (account) => void accounts.set(account.userId, account),
  };
});
eventLogSuite("memory", async () => {
  const clock = testClock();
  const events = inMemoryEventLog(clock);
  return { events, otherEvents: events, clock };
});
