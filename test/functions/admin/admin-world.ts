import { vi } from "vitest";
import type { AdminDeps } from "../../../functions/admin/deps.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import { inMemoryAccountStore } from "../../suites/in-memory/account-store.ts";
import { inMemoryAuditLog } from "../../suites/in-memory/audit-log.ts";
import { testClock, testIds } from "../../suites/in-memory/clock.ts";
import { inMemoryCreditStore } from "../../suites/in-memory/credit-store.ts";
import { inMemoryTemplateStore } from "../../suites/in-memory/template-store.ts";

/** What the admin function works on, in memory, and what it writes to its log. */
export function adminWorld(): { readonly deps: AdminDeps; readonly logged: readonly unknown[] } {
  const accounts = new Map();
  const logger = createLogger("test");
  const logged: unknown[] = [];
  vi.spyOn(logger, "info").mockImplementation((...line) => void logged.push(line));
  vi.spyOn(logger, "error").mockImplementation((...line) => void logged.push(line));
  const deps: AdminDeps = {
    accounts: inMemoryAccountStore(accounts),
    credits: inMemoryCreditStore(accounts),
    recountProjects: async () => 3,
    audit: inMemoryAuditLog(),
    templates: inMemoryTemplateStore(),
    clock: testClock(),
    ids: testIds(),
    logger,
  };
  return { deps, logged };
}
