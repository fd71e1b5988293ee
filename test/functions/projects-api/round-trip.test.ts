import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { dynamoProjectStore } from "../../../core/adapters/dynamo/project-store.ts";
import { publicComposition } from "../../../core/compositions/media-urls.ts";
import { sampleComposition } from "../../core/compositions/samples.ts";
import { startDynamoDb, type TestDynamoDb } from "../../suites/dynamo-db.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { type Fixture, MEDIA, newProject, projectsApi } from "./fixture.ts";

const path = "/api/video-project";
const blobs = inMemoryBlobStore();
let database: TestDynamoDb;
let api: Fixture;
beforeAll(async () => {
  database = await startDynamoDb();
  api = await projectsApi({ projects: dynamoProjectStore(database.core, blobs) });
});
afterAll(() => database.stop());

const patch = (id: number, operation: string, composition: unknown, headers: Record<string, string> = {}) =>
  api.call({
    method: "PATCH",
    path: `${path}/${id}/composition`,
    headers,
    body: { operation, data: { composition } },
  });
const shown = z.object({ version: z.number(), composition: z.record(z.string(), z.unknown()) });
const stored = async (id: number) => shown.parse((await api.call({ path: `${path}/${id}` })).project);

/** Keys that are nobody's but the client's, with any JSON under them. */
const ownKeys = fc
  .dictionary(
    fc.string({ minLength: 1, maxLength: 8, unit: "binary" }).map((key) => `own ${key}`),
    fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }),
    { maxKeys: 4 },
  )
  .filter((keys) => !JSON.stringify(keys).includes('"__proto__":'))
  // -0 is no number that JSON knows.
  .map((keys): Record<string, unknown> => JSON.parse(JSON.stringify(keys)));

/** Text that does not get smaller, so that compositions of every size come: in the item, gzipped in it, in S3. */
const ballast = fc.constantFrom(0, 0, 0, 6_000, 400_000).map((length) => noise(length));

describe("a composition's unknown keys", () => {
  it("come back as they went in, from every object and at every size", { timeout: 60_000 }, async () => {
    const { id } = await newProject(api);
    await fc.assert(
      fc.asyncProperty(fc.array(ownKeys, { minLength: 8, maxLength: 8 }), ballast, async (keys, text) => {
        const composition = withKeys(keys, text);
        expect((await patch(id, "replace", composition)).statusCode).toBe(200);
        expect((await stored(id)).composition).toEqual(composition);
      }),
      { numRuns: 60 },
    );
    // Objects of versions that are gone went with them.
    expect(blobs.keys().length).toBeLessThanOrEqual(1);
  });

  it("survive a merge of others, and a duplicate", async () => {
    const composition = withKeys(
      Array.from({ length: 8 }, (_, index) => ({ [`own ${index}`]: [index, null, {}] })),
      "",
    );
    const { id } = await newProject(api, { composition });
    await patch(id, "merge", { fps: 25 });
    const copy = await api.call({ method: "POST", path: `${path}/${id}/duplicate`, body: {} });
    for (const each of [id, copy.project.id]) {
      expect((await stored(each)).composition).toEqual({ ...composition, fps: 25 });
    }
  });
});

describe("writers of one composition at the same time (I6)", () => {
  it("lose no edit that was answered with success", { timeout: 60_000 }, async () => {
    const writer = fc.record({ hasIfMatch: fc.boolean(), startsAfter: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(fc.array(writer, { minLength: 2, maxLength: 6 }), async (writers) => {
        const { id } = await newProject(api, { composition: sampleComposition() });
        const { version: first } = await stored(id);
        const answers = await Promise.all(
          writers.map(async ({ hasIfMatch, startsAfter }, index) => {
            // Reading some times first is a wait that differs.
            let version = first;
            for (let read = 0; read < startsAfter; read++) ({ version } = await stored(id));
            return patch(
              id,
              "merge",
              { [`own ${index}`]: index },
              hasIfMatch ? { "if-match": `"${version}"` } : {},
            );
          }),
        );
        const kept = answers.flatMap(({ statusCode }, index) => (statusCode === 200 ? [`own ${index}`] : []));
        const { composition, version } = await stored(id);
        expect(Object.keys(composition).filter((key) => key.startsWith("own "))).toEqual(
          expect.arrayContaining(kept),
        );
        expect(version).toBe(first + kept.length);
        for (const { statusCode } of answers) expect([200, 412, 409]).toContain(statusCode);
        // Whoever names no version is not refused by others.
        writers.forEach(({ hasIfMatch }, index) => {
          if (!hasIfMatch) expect(answers[index]?.statusCode).toBe(200);
        });
      }),
      { numRuns: 25 },
    );
  });
});

function withKeys(keys: readonly Record<string, unknown>[], text: string) {
  const next = (index: number) => keys[index] ?? {};
  const sample = publicComposition(sampleComposition(), MEDIA);
  const mark = <Value extends object>(record: Record<string, Value>, index: number) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, { ...value, ...next(index) }]));
  return {
    ...sample,
    ...next(0),
    "own ballast": text,
    tracks: sample.tracks.map((track, index) => ({ ...track, ...next(1 + (index % 3)) })),
    items: mark(sample.items, 5),
    assets: mark(sample.assets, 6),
  };
}

/** Always the same, and incompressible to a gzip. */
function noise(length: number): string {
  let state = 12_345;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return String.fromCharCode(33 + ((state >> 8) % 90));
  }).join("");
}
