import { beforeEach, describe, expect, it } from "vitest";
import { emptyComposition } from "../../../core/contract/composition.ts";
import { type Answer, EMAIL, type Fixture, newProject, projectsApi } from "./fixture.ts";

const path = "/api/video-project";
let api: Fixture;
beforeEach(async () => {
  api = await projectsApi();
});

const codeOf = ({ statusCode, code }: Answer) => [statusCode, code];

describe("who is calling", () => {
  it("is refused in the documented order: key, email, owner of the email, fields, project", async () => {
    const post = (headers: Record<string, string>, body: unknown) =>
      api.send({ method: "PUT", path: `${path}/1`, headers, body });
    const key = { "api-key": api.apiKey };
    expect(codeOf(await post({}, "{nonsense"))).toEqual([401, "UNAUTHORIZED"]);
    expect(codeOf(await post({ "api-key": "ma_" }, {}))).toEqual([401, "UNAUTHORIZED"]);
    expect(codeOf(await post({ "api-key": `ma_${"0".repeat(32)}` }, {}))).toEqual([401, "UNAUTHORIZED"]);
    expect(codeOf(await post(key, "{nonsense"))).toEqual([400, "INVALID_JSON"]);
    expect(codeOf(await post(key, { name: 5 }))).toEqual([400, "EMAIL_REQUIRED"]);
    expect(codeOf(await post(key, { email: "", name: 5 }))).toEqual([400, "EMAIL_REQUIRED"]);
    expect(codeOf(await post(key, { email: 5, name: 5 }))).toEqual([400, "INVALID_PARAMETERS"]);
    expect(codeOf(await post(key, { email: "other@example.com", name: 5 }))).toEqual([403, "FORBIDDEN"]);
    expect(codeOf(await post(key, { email: EMAIL, name: 5 }))).toEqual([400, "INVALID_PARAMETERS"]);
    expect(codeOf(await post(key, { email: EMAIL.toUpperCase() }))).toEqual([404, "PROJECT_NOT_FOUND"]);
  });

  it("may not touch another account's project in any way (I7)", async () => {
    const { id } = await newProject(api);
    const stranger = await api.newCaller("stranger@example.com");
    const email = "stranger@example.com";
    const requests = [
      { path: `${path}/${id}` },
      { method: "DELETE", path: `${path}/${id}` },
      { method: "PUT", path: `${path}/${id}`, body: { email, name: "Mine" } },
      ...["merge", "replace"].map((operation) => ({
        method: "PATCH",
        path: `${path}/${id}/composition`,
        body: { email, operation, data: { composition: { ...emptyComposition(), fps: 25 } } },
      })),
      { method: "POST", path: `${path}/${id}/duplicate`, body: { email } },
      {
        method: "POST",
        path: `${path}/${id}/chat`,
        body: { email, message: { role: "user", content: "x" } },
      },
    ];
    for (const request of requests) {
      const answer = await api.send({
        query: { email },
        headers: { "api-key": stranger.apiKey },
        ...request,
      });
      expect(codeOf(answer)).toEqual([403, "FORBIDDEN"]);
    }
    expect((await api.call({ path, query: {} })).projects).toHaveLength(1);
    const list = await api.send({ path, query: { email }, headers: { "api-key": stranger.apiKey } });
    expect(list.projects).toEqual([]);
    expect(await api.projects.get(id)).toMatchObject({ name: "Untitled Project", version: 1 });
  });

  it("is nobody within 30 s after the key was revoked", async () => {
    expect((await api.call({ path })).statusCode).toBe(200);
    await api.accounts.revokeKey(api.keyHash, api.clock.now());
    api.clock.advance(30_001);
    expect((await api.call({ path })).statusCode).toBe(401);
  });

  it("costs one read every 30 s, and the key's last use is written at most once a minute", async () => {
    let reads = 0;
    let touches = 0;
    const counted = await projectsApi();
    const { getKeyOwner, get, touchKey } = counted.accounts;
    Object.assign(counted.accounts, {
      getKeyOwner: (hash: string) => {
        reads++;
        return getKeyOwner(hash);
      },
      get: (userId: string) => {
        reads++;
        return get(userId);
      },
      touchKey: (hash: string, at: number) => {
        touches++;
        return touchKey(hash, at);
      },
    });
    for (let second = 0; second < 90; second += 5) {
      await counted.call({ path });
      counted.clock.advance(5000);
    }
    expect([reads, touches]).toEqual([3, 2]);
  });
});

describe("the list", () => {
  beforeEach(async () => {
    for (const name of ["Banana", "apple 10", "Cherry", "Apple 9"]) {
      await newProject(api, { name });
      api.clock.advance(1000);
    }
  });
  const names = async (query: Record<string, string>) =>
    (await api.call({ path, query })).projects.map(({ name }) => name);

  it("is summaries, the one that was edited last first", async () => {
    const { json, projects } = await api.call({ path });
    expect(json).toMatchObject({
      meta: { pagination: { page: 1, pageSize: 12, total: 4, pageCount: 1 } },
    });
    expect(projects[0]).toMatchObject({ name: "Apple 9", status: "draft", thumbnail_url: null });
    for (const key of ["composition", "chat_history", "settings"])
      expect(projects[0]).not.toHaveProperty(key);
    const banana = projects.at(-1)?.id;
    await api.call({ method: "PUT", path: `${path}/${banana}`, body: { settings: { a: 1 } } });
    expect((await names({}))[0]).toBe("Banana");
  });

  it("sorts in four ways", async () => {
    expect(await names({ sort: "oldest" })).toEqual(["Banana", "apple 10", "Cherry", "Apple 9"]);
    expect(await names({ sort: "name-asc" })).toEqual(["Apple 9", "apple 10", "Banana", "Cherry"]);
    expect(await names({ sort: "name-desc" })).toEqual(["Cherry", "Banana", "apple 10", "Apple 9"]);
  });

  it("searches without case, and in any composition of letters", async () => {
    expect(await names({ search: "APPLE" })).toHaveLength(2);
    await newProject(api, { name: "Cafe\u0301" });
    expect(await names({ search: "café" })).toEqual(["Cafe\u0301"]);
  });

  it("filters by status", async () => {
    const [first] = (await api.call({ path })).projects;
    await api.projects.update(first?.id ?? 0, { status: "rendering" });
    expect(await names({ status: "rendering" })).toEqual(["Apple 9"]);
    expect(await names({ status: "failed" })).toEqual([]);
    expect(await names({ status: "" })).toHaveLength(4);
  });

  it("has pages, of 50 at most", async () => {
    const { json, projects } = await api.call({ path, query: { page: "2", pageSize: "3" } });
    expect(projects).toHaveLength(1);
    expect(json).toMatchObject({
      meta: { pagination: { page: 2, pageSize: 3, total: 4, pageCount: 2 } },
    });
    const wide = await api.call({ path, query: { pageSize: "5000" } });
    expect(wide.json).toMatchObject({ meta: { pagination: { pageSize: 50 } } });
    expect((await api.call({ path, query: { page: "9" } })).projects).toEqual([]);
  });

  it.each([
    { page: "0" },
    { page: "x" },
    { pageSize: "-1" },
    { page: "1e3" },
    { sort: "best" },
    { status: "x" },
  ])("refuses %j", async (query) => {
    expect(codeOf(await api.call({ path, query }))).toEqual([400, "INVALID_PARAMETERS"]);
  });
});
