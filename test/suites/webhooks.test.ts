import { afterAll, beforeAll } from "vitest";
import { dynamoWebhookStore } from "../../core/adapters/dynamo/webhook-store.ts";
import { startDynamoDb, type TestDynamoDb } from "./dynamo-db.ts";
import { inMemoryWebhookStore } from "./in-memory/webhook-store.ts";
import { webhookStoreSuite } from "./webhook-store-suite.ts";

let database: TestDynamoDb;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

webhookStoreSuite("in-memory", async () => inMemoryWebhookStore());
webhookStoreSuite("dynamo", async () => dynamoWebhookStore(database.core));
