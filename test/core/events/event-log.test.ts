import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoEventLog } from "../../../core/adapters/dynamo/event-log.ts";
import { publicEvent } from "../../../core/events/public-event.ts";
import type { EventLog } from "../../../core/ports/event-log.ts";
import { failure, sceneStart } from "../../suites/agent-event-samples.ts";
import { startDynamoDb, type TestDynamoDb } from "../../suites/dynamo-db.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { type TestClock, testClock } from "../../suites/in-memory/clock.ts";
import { inMemoryEventLog } from "../../suites/in-memory/event-log.ts";
import { sampleComposition } from "../compositions/samples.ts";

/** Each writer appends these keys in order; several writers share keys, as a step that comes twice does. */
const writers = fc.array(fc.array(fc.nat(12), { minLength: 1, maxLength: 10 }), {
  minLength: 1,
  maxLength: 4,
});
/** How many events each visit of the reader takes before it loses the connection. */
const visits = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 30 });

/** A reader that reconnects with its last number until it has seen the end. */
async function readToTheEnd(events: EventLog, runId: string, takes: number[]): Promise<number[]> {
  const seen: number[] = [];
  for (let visit = 0; visit < 10_000; visit++) {
    const afterSeq = seen.at(-1) ?? 0;
    const batch = await events.read(runId, afterSeq, takes[visit % takes.length] ?? 1);
    for (const { seq, event } of batch) {
      seen.push(seq);
      if (event.name === "error") return seen;
    }
    await new Promise(setImmediate);
  }
  throw new Error("the run never ended");
}

async function checkReaders(
  logs: readonly EventLog[],
  runId: string,
  keys: number[][],
  takes: number[],
): Promise<void> {
  const [first] = logs;
  if (first === undefined) throw new Error("no log");
  const reading = Promise.all([readToTheEnd(first, runId, takes), readToTheEnd(first, runId, [100])]);
  await Promise.all(
    keys.map(async (list, writer) => {
      for (const key of list) {
        await logs[writer % logs.length]?.append(runId, `key-${key}`, sceneStart(key));
      }
    }),
  );
  await first.append(runId, "end", failure);
  const count = new Set(keys.flat()).size + 1;
  const everything = Array.from({ length: count }, (_, index) => index + 1);
  for (const seen of await reading) expect(seen).toEqual(everything);
}

describe("readers that reconnect anywhere see every event once, in order (I3)", () => {
  it("in memory", async () => {
    await fc.assert(
      fc.asyncProperty(writers, visits, async (keys, takes) => {
        await checkReaders([inMemoryEventLog(testClock())], "run", keys, takes);
      }),
      { numRuns: 500 },
    );
  });

  describe("on DynamoDB", () => {
    let db: TestDynamoDb;
    beforeAll(async () => {
      db = await startDynamoDb();
    });
    afterAll(() => db.stop());
    const makeLog = (clock: TestClock) =>
      dynamoEventLog({ table: db.events, blobs: inMemoryBlobStore(), clock });

    it("with writers in several processes", async () => {
      const clock = testClock();
      let count = 0;
      await fc.assert(
        fc.asyncProperty(writers, visits, async (keys, takes) => {
          await checkReaders([makeLog(clock), makeLog(clock)], `run-${++count}`, keys, takes);
        }),
        { numRuns: 25 },
      );
    }, 120_000);

    it("until they expire, also before DynamoDB has deleted them", async () => {
      const clock = testClock();
      const log = makeLog(clock);
      await log.append("old", "one", sceneStart(1));
      expect(await log.read("old", 0, 10)).toHaveLength(1);
      clock.advance(15 * 86_400_000);
      expect(await log.read("old", 0, 10)).toEqual([]);
      expect(await log.latest("old", "scene_start")).toBeUndefined();
    });
  });
});

describe("publicEvent", () => {
  const base = "https://media.example.com";

  it("shows URLs instead of paths wherever an asset of ours is", () => {
    const composition = sampleComposition();
    const data = {
      message: "Done.",
      composition,
      projectId: 7,
      toolResults: [],
      diff: [
        { op: "replace", path: "/assets/sun/remoteUrl", value: "/assets/user/aa.jpg" },
        { op: "add", path: "/assets/new", value: { id: "new", remoteUrl: "/assets/user/dd.png" } },
        { op: "replace", path: "/items/title/text", value: "/assets/is a text" },
        { op: "add", path: "/items/title/remoteUrl", value: "/the client's own" },
      ],
    };
    const shown = publicEvent({ name: "done", payload: { success: true, data } }, base);
    expect(shown.name === "done" && shown.payload.data).toMatchObject({
      composition: { assets: { sun: { remoteUrl: `${base}/assets/user/aa.jpg` } } },
      diff: [
        { value: `${base}/assets/user/aa.jpg` },
        { value: { remoteUrl: `${base}/assets/user/dd.png` } },
        { value: "/assets/is a text" },
        { value: "/the client's own" },
      ],
    });
  });

  it("leaves other events alone", () => {
    expect(publicEvent(failure, base)).toBe(failure);
  });
});
