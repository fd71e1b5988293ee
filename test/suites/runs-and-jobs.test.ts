import { afterAll, beforeAll } from "vitest";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { dynamoRunStore } from "../../core/adapters/dynamo/run-store.ts";
import { startDynamoDb, type TestDynamoDb } from "./dynamo-db.ts";
import { inMemoryJobStore } from "./in-memory/job-store.ts";
import { inMemoryRunStore } from "./in-memory/run-store.ts";
import { jobStoreSuite } from "./job-store-suite.ts";
import { runStoreSuite } from "./run-store-suite.ts";

let database: TestDynamoDb;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

runStoreSuite("in-memory", async () => inMemoryRunStore());
runStoreSuite("dynamo", async () => dynamoRunStore(database.core));
jobStoreSuite("in-memory", async () => inMemoryJobStore());
jobStoreSuite("dynamo", async () => dynamoJobStore(database.core));
