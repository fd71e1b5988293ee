import { afterAll, beforeAll } from "vitest";
import { dynamoRenderStore } from "../../core/adapters/dynamo/render-store.ts";
import { startDynamoDb, type TestDynamoDb } from "./dynamo-db.ts";
import { inMemoryRenderStore } from "./in-memory/render-store.ts";
import { renderStoreSuite } from "./render-store-suite.ts";

let database: TestDynamoDb;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

renderStoreSuite("in-memory", async () => inMemoryRenderStore());
renderStoreSuite("dynamo", async () => dynamoRenderStore(database.core));
