import { beforeEach, describe, expect, it } from "vitest";
import { planTerms } from "../../../core/catalog/plans.ts";
import type { Protection } from "../../../functions/runtime/protection.ts";
import { testClock, testIds } from "../../suites/in-memory/clock.ts";
import { inMemoryKeyedRequestStore, inMemoryRequestCounter } from "../../suites/in-memory/request-store.ts";
import { type Fixture, projectsApi } from "./fixture.ts";

const path = "/api/video-project";
const { maxProjects } = planTerms.free;
let api: Fixture;
beforeEach(async () => {
  api = await projectsApi();
});

async function freeCaller({ newCaller, send }: Fixture) {
  const email = "free@example.com";
  const { apiKey, userId } = await newCaller(email, "free");
  const headers = { "api-key": apiKey };
  return {
    userId,
    create: (more: Record<string, string> = {}) =>
      send({ method: "POST", path, headers: { ...headers, ...more }, body: { email } }),
    duplicate: (id: number) =>
      send({ method: "POST", path: `${path}/${id}/duplicate`, headers, body: { email } }),
    chat: (id: number, content: string) =>
      send({
        method: "POST",
        path: `${path}/${id}/chat`,
        headers,
        body: { email, message: { role: "user", content } },
      }),
    read: (id: number) => send({ path: `${path}/${id}`, headers, query: { email } }),
    remove: (id: number) => send({ method: "DELETE", path: `${path}/${id}`, headers, query: { email } }),
  };
}

describe("an account that has all that its plan gives", () => {
  it("is refused another project by 403, made or duplicated, until one is deleted", async () => {
    const { userId, create, duplicate, remove } = await freeCaller(api);
    const first = (await create()).project.id;
    const answers = await Promise.all(Array.from({ length: maxProjects + 9 }, () => create()));
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(maxProjects - 1);
    const refusal = {
      success: false,
      error: "PLAN_LIMIT",
      message: `The plan gives at most ${maxProjects} projects.`,
      data: { plan: "free", limit: maxProjects },
    };
    for (const { statusCode, json } of [await create(), await duplicate(first)]) {
      expect(statusCode).toBe(403);
      expect(json).toEqual(refusal);
    }
    expect(await api.projects.listByUser(userId)).toHaveLength(maxProjects);
    await remove(first);
    expect((await create()).statusCode).toBe(201);
    expect((await create()).statusCode).toBe(403);
    expect((await api.call({ method: "POST", path, body: {} })).statusCode).toBe(201);
  });

  it("has as much of a project's chat as the plan keeps", async () => {
    const { create, chat, read } = await freeCaller(api);
    const { id } = (await create()).project;
    const { keptChatMessages } = planTerms.free;
    for (let index = 0; index < keptChatMessages; index++) {
      const entry = { role: "user", content: `${index}`, atEpochMs: index, entryId: `e${index}` };
      await api.projects.appendChat(id, entry, keptChatMessages);
    }
    expect((await chat(id, "the last")).statusCode).toBe(200);
    const { chat_total: total, chat_history: last } = (await read(id)).project;
    expect(total).toBe(keptChatMessages);
    expect(last?.at(-1)).toMatchObject({ content: "the last" });
    const stored = await api.projects.listChat(id, keptChatMessages + 1);
    expect(stored.entries[0]?.content).toBe("1");
  });

  it("has one project of a request that died after it made it and was sent again", async () => {
    const clock = testClock();
    const keyedRequests = inMemoryKeyedRequestStore();
    let deaths = 1;
    const protection: Protection = {
      clock,
      ids: testIds(),
      requests: inMemoryRequestCounter(),
      accountOf: async () => api.accounts.getByEmail("free@example.com"),
      keyedRequests: {
        ...keyedRequests,
        answer: async (...args) => {
          if (deaths-- > 0) throw new Error("power cut");
          return keyedRequests.answer(...args);
        },
      },
    };
    api = await projectsApi({}, protection);
    const { userId, create } = await freeCaller(api);
    const key = { "idempotency-key": "one" };
    expect((await create(key)).statusCode).toBe(500);
    const [made] = await api.projects.listByUser(userId);
    clock.advance(61_000);
    const [second, third] = [await create(key), await create(key)];
    expect([second.statusCode, third.statusCode]).toEqual([201, 201]);
    expect(second.project.id).toBe(made?.projectId);
    expect(third.json).toEqual(second.json);
    expect(await api.projects.listByUser(userId)).toHaveLength(1);
    expect((await create({ "idempotency-key": "two" })).project.id).not.toBe(made?.projectId);
  });
});
