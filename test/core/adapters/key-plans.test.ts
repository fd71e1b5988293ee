import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoAccountStore } from "../../../core/adapters/dynamo/account-store.ts";
import { startDynamoDb, type TestDynamoDb } from "../../suites/dynamo-db.ts";

describe("a key that is made while the plan changes", () => {
  let db: TestDynamoDb;
  beforeAll(async () => {
    db = await startDynamoDb();
  });
  afterAll(() => db.stop());

  it("has the new plan, though its account was read with the old one", async () => {
    const store = dynamoAccountStore(db.core);
    const { client, name } = db.core;
    const { userId } = await store.create({
      userId: "user-plan",
      email: "plan@example.com",
      plan: "free",
      monthlyRemaining: 0,
      purchased: 0,
      held: 0,
      createdAtEpochMs: 1,
    });
    let isChanged = false;
    const late = new Proxy(client, {
      get(target, property) {
        if (property !== "send") return Reflect.get(target, property);
        return async (command: TransactWriteCommand) => {
          if (command instanceof TransactWriteCommand && !isChanged) {
            isChanged = true;
            await store.setPlan(userId, "creator");
          }
          return target.send(command);
        };
      },
    });
    const key = { keyHash: "hash", keyPrefix: "ma_00000000", userId, name: "late", createdAtEpochMs: 1 };
    expect(await dynamoAccountStore({ client: late, name }).addKey(key, 25)).toBe(true);
    expect((await store.getKeyOwner("hash"))?.caller.plan).toBe("creator");
  });
});
