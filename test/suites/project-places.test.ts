import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recountProjects } from "../../core/adapters/dynamo/project-places.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { createProject, type ProjectDeps } from "../../core/projects/create-project.ts";
import { startDynamoDb, type TestDynamoDb } from "./dynamo-db.ts";
import { inMemoryBlobStore } from "./in-memory/blob-store.ts";
import { testClock, testIds } from "./in-memory/clock.ts";
import { inMemoryTemplateStore } from "./in-memory/template-store.ts";

let db: TestDynamoDb;
beforeAll(async () => {
  db = await startDynamoDb();
});
afterAll(() => db.stop());

const setCount = (userId: string, count: number) =>
  db.core.client.send(
    new PutCommand({ TableName: db.core.name, Item: { pk: `account#${userId}`, sk: "projects", count } }),
  );

it("counts again what a hand in the table made wrong", async () => {
  const projects = dynamoProjectStore(db.core, inMemoryBlobStore());
  const deps: ProjectDeps = {
    projects,
    clock: testClock(),
    ids: testIds(),
    templates: inMemoryTemplateStore(),
  };
  const owner = { userId: "user-1", plan: "free" } as const;
  await createProject(deps, owner, {});
  await createProject(deps, owner, {});
  await setCount(owner.userId, 100);
  await expect(createProject(deps, owner, {})).rejects.toMatchObject({ code: "PLAN_LIMIT", httpStatus: 403 });
  const recount = recountProjects(db.core);
  expect(await Promise.all([recount(owner.userId), recount(owner.userId)])).toEqual([2, 2]);
  await setCount(owner.userId, 99);
  await createProject(deps, owner, {});
  await expect(createProject(deps, owner, {})).rejects.toMatchObject({ code: "PLAN_LIMIT" });
  expect(await recount("nobody")).toBe(0);
});
