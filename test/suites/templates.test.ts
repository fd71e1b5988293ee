import { afterAll, beforeAll } from "vitest";
import { dynamoTemplateStore } from "../../core/adapters/dynamo/template-store.ts";
import { startDynamoDb, type TestDynamoDb } from "./dynamo-db.ts";
import { inMemoryTemplateStore } from "./in-memory/template-store.ts";
import { templateStoreSuite } from "./template-store-suite.ts";

let database: TestDynamoDb;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

templateStoreSuite("in-memory", () => inMemoryTemplateStore());
templateStoreSuite("dynamo", () => dynamoTemplateStore(database.core));
