import { afterAll, beforeAll } from "vitest";
import { dynamoAccountStore } from "../../core/adapters/dynamo/account-store.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { dynamoRunStore } from "../../core/adapters/dynamo/run-store.ts";
import type { Account } from "../../core/ports/accounts.ts";
import { startDynamoDb, type TestDynamoDb } from "./dynamo-db.ts";
import { inMemoryBlobStore } from "./in-memory/blob-store.ts";
import { inMemoryCreditStore } from "./in-memory/credit-store.ts";
import { inMemoryJobStore } from "./in-memory/job-store.ts";
import { inMemoryProjectStore } from "./in-memory/project-store.ts";
import { inMemoryRunStore } from "./in-memory/run-store.ts";
import { jobStoreSuite } from "./job-store-suite.ts";
import { runStoreSuite } from "./run-store-suite.ts";

let database: TestDynamoDb;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

runStoreSuite("in-memory", async () => {
  const accounts = new Map<string, Account>();
  const credits = inMemoryCreditStore(accounts);
  const projects = inMemoryProjectStore();
  return {
    store: inMemoryRunStore({ credits, projects }),
    credits,
    projects,
    addAccount: async (account) => void accounts.set(account.userId, account),
  };
});
runStoreSuite("dynamo", async () => ({
  store: dynamoRunStore(database.core, inMemoryBlobStore()),
  credits: dynamoCreditStore(database.core),
  projects: dynamoProjectStore(database.core, inMemoryBlobStore()),
  addAccount: async (account) => void (await dynamoAccountStore(database.core).create(account)),
}));
jobStoreSuite("in-memory", async () => inMemoryJobStore());
jobStoreSuite("dynamo", async () => dynamoJobStore(database.core));
