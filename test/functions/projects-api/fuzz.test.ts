import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoProjectStore } from "../../../core/adapters/dynamo/project-store.ts";
import { sampleComposition } from "../../core/compositions/samples.ts";
import { startDynamoDb, type TestDynamoDb } from "../../suites/dynamo-db.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import type { TestRequest } from "../lambda-event.ts";
import { EMAIL, type Fixture, newProject, projectsApi } from "./fixture.ts";

const path = "/api/video-project";
const MAX_RUNS = 400;
/** What the docs and the errors' table know. */
const DOCUMENTED = [200, 201, 202, 400, 403, 404, 409, 412, 413];

let database: TestDynamoDb;
let api: Fixture;
let id: number;
beforeAll(async () => {
  database = await startDynamoDb();
  api = await projectsApi({ projects: dynamoProjectStore(database.core, inMemoryBlobStore()) });
  id = (await newProject(api, { composition: sampleComposition() })).id;
});
afterAll(() => database.stop());

const good: TestRequest[] = [
  {
    method: "POST",
    path,
    body: { name: "x", composition: sampleComposition(), settings: { a: [1] }, templateId: "review-owl" },
  },
  { path, query: { page: "1", pageSize: "5", search: "x", sort: "oldest", status: "draft" } },
  { path: `${path}/id`, query: { chatBefore: "5.x" } },
  {
    method: "PUT",
    path: `${path}/id`,
    body: {
      name: "x",
      status: "draft",
      thumbnail_url: "https://a.example/x.png",
      settings: {},
      templateId: null,
    },
    headers: { "if-match": '"1"' },
  },
  {
    method: "PATCH",
    path: `${path}/id/composition`,
    body: { operation: "merge", data: { composition: sampleComposition() } },
  },
  { method: "POST", path: `${path}/id/duplicate`, body: { name: "x" } },
  { method: "POST", path: `${path}/id/render`, body: { resolution: "720p" } },
  { method: "POST", path: `${path}/id/chat`, body: { message: { role: "user", content: "x" } } },
];

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }),
  fc.constantFrom(1e300, -1e-300, 2 ** 53, -1, 0, 0.5, "", " ", "\u0000", "NaN", "constructor", "toString"),
);

/** Of a path; an empty one would be another route. */
const segment = fc.webSegment().filter((text) => text !== "");

/** A place in a value: at each level the n-th key, until it is used up. */
const place = fc.array(fc.nat(20), { maxLength: 5 });

/** The value with what is at the place replaced by something else, or gone. */
function changed(value: unknown, [turn, ...rest]: readonly number[], by: unknown): unknown {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const chosen = entries[(turn ?? 0) % Math.max(1, entries.length)];
  if (turn === undefined || chosen === undefined) return by;
  const next = entries.flatMap(([key, inner]) => {
    if (key !== chosen[0]) return [[key, inner]];
    return rest.length === 0 && by === undefined ? [] : [[key, changed(inner, rest, by)]];
  });
  return Array.isArray(value) ? next.map(([, inner]) => inner) : Object.fromEntries(next);
}

describe("whatever is sent", () => {
  it("is taken or refused as documented, and never an error of ours", { timeout: 120_000 }, async () => {
    const request = fc.record({
      base: fc.constantFrom(...good),
      projectId: fc.oneof({ weight: 5, arbitrary: fc.constant("own") }, segment),
      changes: fc.array(fc.tuple(place, fc.option(strange, { nil: undefined })), { maxLength: 3 }),
      ifMatch: fc.option(fc.oneof(fc.constantFrom('"1"', 'W/"2"', "*"), fc.string()), { nil: undefined }),
    });
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(request, async ({ base, projectId, changes, ifMatch }) => {
        const with_ = (value: unknown) =>
          changes.reduce((sum: unknown, [where, by]) => changed(sum, where, by), value);
        const body = with_(base.body);
        const query = with_(base.query ?? {});
        const answer = await api.call({
          ...base,
          path: base.path.replace("/id", `/${projectId === "own" ? id : projectId}`),
          query: texts(query),
          headers: { ...base.headers, ...(ifMatch !== undefined && { "if-match": ifMatch }) },
          ...(base.body !== undefined && { body: asBody(body) }),
        });
        const { statusCode, json, code } = answer;
        seen.add(statusCode);
        expect(DOCUMENTED).toContain(statusCode);
        expect(json).toMatchObject({ success: statusCode < 300 });
        if (statusCode !== 400 || code === "EMAIL_REQUIRED") return;
        expect(answer.fields.length).toBeGreaterThan(0);
      }),
      { numRuns: MAX_RUNS },
    );
    // It is no test if everything was refused, or nothing.
    expect([...seen]).toEqual(expect.arrayContaining([200, 201, 400, 404]));
  });
});

/** The caller's email stays where it was: who is calling is not the question here. */
const asBody = (body: unknown): unknown =>
  typeof body === "object" && body !== null && !Array.isArray(body)
    ? { ...body, email: EMAIL }
    : JSON.stringify(body ?? null);

const texts = (query: unknown): Record<string, string> =>
  typeof query === "object" && query !== null
    ? Object.fromEntries(
        Object.entries(query)
          .filter(([key]) => key !== "email")
          .map(([key, value]) => [key, typeof value === "string" ? value : (JSON.stringify(value) ?? "")]),
      )
    : {};
