import { afterAll, beforeAll } from "vitest";
import { dynamoAccountStore } from "../../core/adapters/dynamo/account-store.ts";
import { dynamoAuditLog } from "../../core/adapters/dynamo/audit-log.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { dynamoEventLog } from "../../core/adapters/dynamo/event-log.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { accountStoreSuite } from "./account-store-suite.ts";
import { auditLogSuite } from "./audit-log-suite.ts";
import { creditStoreSuite } from "./credit-store-suite.ts";
import { startDynamoDb, type TestDynamoDb } from "./dynamo-db.ts";
import { eventLogSuite } from "./event-log-suite.ts";
import { inMemoryBlobStore } from "./in-memory/blob-store.ts";
import { testClock } from "./in-memory/clock.ts";
import { projectStoreSuite } from "./project-store-suite.ts";

let db: TestDynamoDb;
const blobs = inMemoryBlobStore();

beforeAll(async () => {
  db = await startDynamoDb();
});
afterAll(() => db.stop());

accountStoreSuite("DynamoDB", async () => dynamoAccountStore(db.core));
auditLogSuite("DynamoDB", () => dynamoAuditLog(db.core));
projectStoreSuite("DynamoDB", async () => dynamoProjectStore(db.core, blobs));
creditStoreSuite("DynamoDB", async () => ({
  credits: dynamoCreditStore(db.core),
  addAccount: async (account) => void (await dynamoAccountStore(db.core).create(account)),
}));
eventLogSuite("DynamoDB", async () => {
  const clock = testClock(Date.now());
  const make = () => dynamoEventLog({ table: db.events, blobs, clock });
  return { events: make(), otherEvents: make(), clock };
});
