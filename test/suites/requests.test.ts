import { afterAll, beforeAll } from "vitest";
import { dynamoKeyedRequestStore, dynamoRequestCounter } from "../../core/adapters/dynamo/request-store.ts";
import { startDynamoDb, type TestDynamoDb } from "./dynamo-db.ts";
import { inMemoryKeyedRequestStore, inMemoryRequestCounter } from "./in-memory/request-store.ts";
import { keyedRequestStoreSuite, requestCounterSuite } from "./request-store-suite.ts";

let db: TestDynamoDb;
beforeAll(async () => {
  db = await startDynamoDb();
});
afterAll(() => db.stop());

requestCounterSuite("memory", inMemoryRequestCounter);
requestCounterSuite("DynamoDB", () => dynamoRequestCounter(db.core));
keyedRequestStoreSuite("memory", inMemoryKeyedRequestStore);
keyedRequestStoreSuite("DynamoDB", () => dynamoKeyedRequestStore(db.core));
