import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoProjectStore } from "../../../core/adapters/dynamo/project-store.ts";
import type { ProjectStore } from "../../../core/ports/projects.ts";
import { sampleComposition } from "../../core/compositions/samples.ts";
import { startDynamoDb, type TestDynamoDb } from "../../suites/dynamo-db.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import type { TestRequest } from "../lambda-event.ts";
import { type Answer, EMAIL, type Fixture, newProject, projectsApi } from "./fixture.ts";

const path = "/api/video-project";
const OWN = "own";

let database: TestDynamoDb;
let projects: ProjectStore;
let api: Fixture;
let id: number;
beforeAll(async () => {
  database = await startDynamoDb();
  projects = dynamoProjectStore(database.core, inMemoryBlobStore());
  api = await projectsApi({ projects });
  id = (await newProject(api, { composition: sampleComposition() })).id;
});
afterAll(() => database.stop());

/** The nine endpoints with a request that is good; `id` stands in the path where it goes. */
const endpoints: Readonly<Record<string, TestRequest>> = {
  create: { method: "POST", path, body: {} },
  list: { path },
  get: { path: `${path}/id` },
  update: { method: "PUT", path: `${path}/id`, body: { name: "x" } },
  patch: {
    method: "PATCH",
    path: `${path}/id/composition`,
    body: { operation: "merge", data: { composition: {} } },
  },
  duplicate: { method: "POST", path: `${path}/id/duplicate`, body: {} },
  render: { method: "POST", path: `${path}/id/render`, body: {} },
  chat: { method: "POST", path: `${path}/id/chat`, body: { message: { role: "user", content: "x" } } },
  delete: { method: "DELETE", path: `${path}/id` },
};
const all = Object.entries(endpoints).map(([name, request]) => ({ name, request }));
const withId = all.filter(({ request }) => request.path.includes("/id"));
const withBody = all.filter(({ request }) => request.body !== undefined);

const to = ({ path: where, ...request }: TestRequest, projectId: string | number): TestRequest => ({
  ...request,
  path: where.replace("/id", `/${projectId}`),
});
const endpoint = (name: string, more: Partial<TestRequest> = {}): TestRequest => {
  const request = endpoints[name];
  if (request === undefined) throw new Error(`there is no endpoint ${name}`);
  return to({ ...request, ...more }, id);
};
const refusalOf = ({ statusCode, code }: Answer) => [statusCode, code];
const pathsOf = ({ fields }: Answer): string[] => fields.map((field) => field.path).sort();

describe("an id that no project can have", () => {
  const ids = [
    ...["1e3", "-1", "abc", "0x10", "%201", "1%20", "+1", "0", "007", "1.0", "NaN", "Infinity", "%00", "١"],
    ...["9007199254740992", "9".repeat(400), "1%2F2", "__proto__", "constructor", "%F0%9F%8C%8A", "%E0%A4%A"],
  ];
  it.each(withId)("is not found by $name", async ({ request }) => {
    for (const projectId of ids) {
      const answer = await api.call(to(request, projectId));
      expect({ projectId, refusal: refusalOf(answer) }).toEqual({
        projectId,
        refusal: [404, "PROJECT_NOT_FOUND"],
      });
    }
  });
});

describe("a project of another account", () => {
  // A render looks at the owner by itself: test/e2e/documented-programs.test.ts.
  it.each(withId.filter(({ name }) => name !== "render"))(
    "is refused by $name, and stays as it is",
    async ({ name, request }) => {
      const email = `stranger-to-${name}@example.com`;
      const { apiKey } = await api.newCaller(email);
      const answer = await api.send({
        ...to(request, id),
        headers: { "api-key": apiKey },
        query: { email },
        ...(request.body !== undefined && { body: { ...(request.body as object), email } }),
      });
      expect(refusalOf(answer)).toEqual([403, "FORBIDDEN"]);
      expect(await projects.get(id)).toMatchObject({ version: 1, name: "Untitled Project" });
      expect((await projects.listChat(id, 5)).total).toBe(0);
    },
  );
});

describe("a body that is no JSON of ours", () => {
  const bodies: [string, string, number, string][] = [
    ["is no JSON", "{nonsense", 400, "INVALID_JSON"],
    ["has NaN in it", `{"email":"${EMAIL}","name":NaN}`, 400, "INVALID_JSON"],
    ["has a number beyond all numbers", `{"email":"${EMAIL}","settings":{"n":1e999}}`, 400, "INVALID_JSON"],
    ["names a field twice", `{"email":"${EMAIL}","name":"a","name":"b"}`, 400, "INVALID_JSON"],
    [
      "is nested too deep",
      `{"email":"${EMAIL}","x":${"[".repeat(150)}${"]".repeat(150)}}`,
      400,
      "INVALID_JSON",
    ],
    ["is nested absurdly deep", "[".repeat(3_000_000), 400, "INVALID_JSON"],
    ["has half of a character in it", `{"email":"${EMAIL}","name":"\\ud83c"}`, 400, "INVALID_JSON"],
    ["poisons objects", `{"email":"${EMAIL}","__proto__":{"isAdmin":true}}`, 400, "INVALID_JSON"],
    ["has 10 MB", `{"email":"${EMAIL}","name":"${"x".repeat(10_000_000)}"}`, 413, "PAYLOAD_TOO_LARGE"],
    ["is a list", "[]", 400, "EMAIL_REQUIRED"],
    ["is a text", '"text"', 400, "EMAIL_REQUIRED"],
    ["is nothing", "null", 400, "EMAIL_REQUIRED"],
    ["is empty", "", 400, "EMAIL_REQUIRED"],
    ["has a strange email", `{"email":"${EMAIL}\\u0000🌊"}`, 403, "FORBIDDEN"],
    ["has an object for an email", '{"email":{"$ne":null}}', 400, "INVALID_PARAMETERS"],
  ];
  it.each(bodies)("that %s is refused by every endpoint that takes one", async (_, body, status, code) => {
    for (const { name, request } of withBody) {
      const answer = await api.send({ ...to(request, id), headers: { "api-key": api.apiKey }, body });
      expect({ name, refusal: refusalOf(answer) }).toEqual({ name, refusal: [status, code] });
    }
  });

  it("is refused when it says that it is something else", async () => {
    const headers = { "content-type": "text/plain" };
    for (const { request } of withBody) {
      expect(refusalOf(await api.call({ ...to(request, id), headers }))).toEqual([
        415,
        "UNSUPPORTED_MEDIA_TYPE",
      ]);
    }
  });
});

describe("fields of the wrong kind", () => {
  const bad: [string, string, unknown, string[]][] = [
    [
      "create",
      "all of them",
      {
        name: 5,
        composition: { fps: "30", tracks: {}, items: [], assets: null },
        settings: [],
        templateId: 7,
      },
      [
        ...["composition.assets", "composition.compositionHeight", "composition.compositionWidth"],
        ...["composition.fps", "composition.items", "composition.tracks", "name", "settings", "templateId"],
      ],
    ],
    ["create", "a template that is not there", { name: " ", templateId: "nobody" }, ["name", "templateId"]],
    ["create", "a composition that is a text", { composition: "x", name: {} }, ["composition", "name"]],
    [
      "create",
      "huge numbers",
      {
        composition: {
          ...sampleComposition(),
          fps: 1e300,
          compositionWidth: 1e9,
          compositionHeight: -2,
          items: { a: { id: "a", type: "solid", color: "red", from: 1e15, durationInFrames: 0.5 } },
        },
      },
      [
        ...["composition.compositionHeight", "composition.compositionWidth", "composition.fps"],
        ...["composition.items.a.durationInFrames", "composition.items.a.from"],
      ],
    ],
    ["create", "too much of settings", { settings: { x: "ü".repeat(40_000) } }, ["settings"]],
    [
      "update",
      "all of them",
      {
        name: "",
        status: "rendering",
        thumbnail_url: "javascript:alert(1)",
        settings: "x",
        templateId: "nobody",
      },
      ["name", "settings", "status", "templateId", "thumbnail_url"],
    ],
    ["patch", "all of them", { operation: 5, data: { composition: [] } }, ["data.composition", "operation"]],
    ["patch", "none of them", {}, ["data", "operation"]],
    [
      "patch",
      "a replacement that is none",
      { operation: "replace", data: { composition: { tracks: [{ id: "t", items: ["gone"] }] } } },
      ["assets", "compositionHeight", "compositionWidth", "fps", "items"].map(
        (key) => `data.composition.${key}`,
      ),
    ],
    ["duplicate", "a name", { name: ["x"] }, ["name"]],
    ["render", "a resolution", { resolution: "8k" }, ["resolution"]],
    ["chat", "all of them", { message: { role: "robot", content: 5 } }, ["message.content", "message.role"]],
    ["chat", "no message", { message: null }, ["message"]],
    [
      "chat",
      "too much of a message",
      { message: { role: "user", content: "ü".repeat(8193) } },
      ["message.content"],
    ],
  ];
  it.each(bad)("are all named by %s: %s", async (name, _, body, paths) => {
    const answer = await api.call(endpoint(name, { body }));
    expect(refusalOf(answer)).toEqual([400, "INVALID_PARAMETERS"]);
    expect(pathsOf(answer)).toEqual(paths);
  });

  it("are named in a query", async () => {
    const query = { page: "1e3", pageSize: "-1", sort: "best", status: "x", search: "x".repeat(201) };
    const answer = await api.call(endpoint("list", { query }));
    expect(pathsOf(answer)).toEqual(["page", "pageSize", "search", "sort", "status"]);
    for (const chatBefore of ["x", "1", "1.", ".a", "9".repeat(400), "\u0000"]) {
      expect(pathsOf(await api.call(endpoint("get", { query: { chatBefore } })))).toEqual(["chatBefore"]);
    }
  });

  it("are named with a header that is wrong too", async () => {
    for (const name of ["update", "patch"]) {
      const answer = await api.call(
        endpoint(name, { headers: { "if-match": "yesterday" }, body: { name: 5 } }),
      );
      expect(refusalOf(answer)).toEqual([400, "INVALID_PARAMETERS"]);
      expect(pathsOf(answer)).toContain("If-Match");
      expect(pathsOf(answer).length).toBeGreaterThan(1);
    }
  });
});

describe("what looks strange and is fine", () => {
  it("is a name of any script, kept as it is", async () => {
    for (const name of ["日の出 🌅", "é", "e\u0301", "\u202Eabc", "a\u0000b", "0", "null", "__proto__"]) {
      const project = await newProject(api, { name });
      expect((await api.call({ path: `${path}/${project.id}` })).project.name).toBe(name);
    }
  });

  it("is any JSON in settings, kept as it is", async () => {
    const deep = JSON.parse(`${'{"in":'.repeat(60)}1${"}".repeat(60)}`);
    const settings = { "": [null, 1e300, -0.1, 9_007_199_254_740_991], constructor: "x", [OWN]: deep };
    const project = await newProject(api, { settings });
    expect((await api.call({ path: `${path}/${project.id}` })).project.settings).toEqual(settings);
  });
});
