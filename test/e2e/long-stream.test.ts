import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import type { ServerSentEvent } from "../../bin/client/server-sent-events.ts";
import { createFilmProject } from "../../bin/commands/make-film.ts";
import { LEASE_MS } from "../../core/jobs/keep-run.ts";
import {
  addFault,
  bootProduct,
  faultsLeft,
  forget,
  moveClock,
  newStateFolder,
  nowAt,
  type Product,
  storesOf,
} from "./booted-product.ts";
import { attach, eventsOf, follow, named, type OpenStream } from "./run-events.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
/** The streaming function's own. */
const TIMEOUT_MS = 15 * MINUTE;
const CLOSES_BEFORE_MS = 30 * SECOND;
const HEARTBEAT_MS = 10 * SECOND;
/** Longer than one stream, shorter than a scene waits for its picture. */
const STALL_MS = 17 * MINUTE;
/** Of the host's time; for a machine that is busy. */
const PATIENT = { timeout: 2 * MINUTE, interval: 50 };

const SIZE = { width: 640, height: 360 };
const EMPTY = { fps: 30, compositionWidth: 640, compositionHeight: 360, tracks: [], items: {}, assets: {} };
const STREAMS = "function:AgentStream";

const stateFolder = newStateFolder();
let product: Product;
beforeAll(async () => {
  product = await bootProduct(stateFolder);
}, 5 * MINUTE);
afterAll(async () => {
  await product?.cloud.stop();
  forget(stateFolder);
});

/** A run of our own client's, which comes back by itself when its stream ends without an end. */
async function startRun(message: string) {
  const projectId = await createFilmProject(product.client, message, SIZE);
  const events: ServerSentEvent[] = [];
  const read = async () => {
    for await (const event of product.client.stream("/api/agent", { message, projectId, composition: EMPTY }))
      events.push(event);
  };
  const finished = read();
  // A test that fails earlier ends the cloud under it.
  finished.catch(() => undefined);
  const { runs } = await storesOf(product.cloud);
  const lock = await vi.waitUntil(() => runs.getLock(product.account.userId), PATIENT);
  return { runId: lock.runId, events, finished, runs };
}

const heartbeats = ({ frames }: OpenStream) => frames.filter((frame) => frame === ": still running").length;
const idsOf = (events: readonly ServerSentEvent[]) => events.map(({ id }) => Number(id));
const from = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("the stream of a run whose vendor stalls", () => {
  it("says every 10 s that it is alive, closes before its function dies, and goes on where it was", {
    timeout: 8 * MINUTE,
  }, async () => {
    const { cloud } = product;
    await addFault(cloud, { target: "vendor:fal", kind: "stall", times: 2, delayMs: STALL_MS });
    const { runId, events, finished, runs } = await startRun("Explain the tides in 2 scenes");
    await vi.waitUntil(() => named(events, "scene_start").length === 2, PATIENT);
    const last = events.length;

    /** Moves the account's time, with the open streams, to so much after `openedEpochMs`; the run shows that it is alive. */
    const passTime = async (openedEpochMs: number, untilMs: number) => {
      for (;;) {
        const nowEpochMs = await nowAt(cloud);
        const leftMs = openedEpochMs + untilMs - nowEpochMs;
        if (leftMs <= 0) return;
        const stepMs = Math.min(leftMs, LEASE_MS / 2);
        await moveClock(cloud, stepMs, { through: STREAMS });
        const isKeptOrOver = async () => {
          const lock = await runs.getLock(product.account.userId);
          return lock === undefined || lock.leaseUntilEpochMs - LEASE_MS >= nowEpochMs + stepMs;
        };
        await vi.waitUntil(isKeptOrOver, PATIENT);
      }
    };

    const openedEpochMs = await nowAt(cloud);
    const quiet = follow(await attach(product, runId, `${last}`));
    await vi.waitUntil(() => quiet.frames.length === 1, PATIENT);
    expect(quiet.frames).toEqual([`: run ${runId}`]);
    for (const count of [1, 2, 3]) {
      // The rest of the ten seconds passes by itself: it must not come sooner.
      await moveClock(cloud, 0.8 * HEARTBEAT_MS, { through: STREAMS });
      await vi.waitUntil(() => heartbeats(quiet) >= count, PATIENT);
      const seen = heartbeats(quiet);
      expect((await nowAt(cloud)) - openedEpochMs).toBeGreaterThanOrEqual(seen * HEARTBEAT_MS);
    }

    await passTime(openedEpochMs, TIMEOUT_MS - CLOSES_BEFORE_MS - 2 * MINUTE);
    const before = heartbeats(quiet);
    await vi.waitUntil(() => heartbeats(quiet) > before, PATIENT);
    expect(quiet.isOver).toBe(false);
    // The function began somewhat after the request.
    await passTime(openedEpochMs, TIMEOUT_MS - CLOSES_BEFORE_MS + 5 * SECOND);
    await quiet.closed;
    expect((await nowAt(cloud)) - openedEpochMs).toBeGreaterThanOrEqual(TIMEOUT_MS - CLOSES_BEFORE_MS);
    expect(quiet.frames.at(-1)).toBe(`: closing, reconnect with Last-Event-ID: ${last}`);
    expect(quiet.frames.filter((frame) => !frame.startsWith(":"))).toEqual([]);

    const rest = eventsOf(await attach(product, runId, `${last}`));
    await passTime(openedEpochMs, STALL_MS);
    // Its pictures are there; the next look at them comes within 20 s.
    await vi.waitUntil(
      async () => {
        if (events.at(-1)?.name === "done") return true;
        await moveClock(cloud, 5 * SECOND);
        return false;
      },
      { ...PATIENT, interval: SECOND },
    );
    await finished;
    const count = events.length;
    expect(idsOf(events)).toEqual(from(1, count));
    expect(await rest).toEqual(events.slice(last));
    expect(named(events, "scene_complete")).toHaveLength(2);
    expect(await eventsOf(await attach(product, runId))).toEqual(events);
  });
});

describe("a reader who comes back", () => {
  let run: Awaited<ReturnType<typeof startRun>>;
  beforeAll(async () => {
    run = await startRun("Add a centered title 'Summer Sale' for 3 seconds");
    await run.finished;
  }, 5 * MINUTE);

  it("gets what follows the last id, and with the last of all a 204; two at once both do", async () => {
    const { runId, events } = run;
    expect(events.length).toBeGreaterThan(2);
    const [some, all, none] = await Promise.all([
      attach(product, runId, "1").then(eventsOf),
      attach(product, runId).then(eventsOf),
      attach(product, runId, `${events.length}`),
    ]);
    expect(some).toEqual(events.slice(1));
    expect(all).toEqual(events);
    expect([none.status, none.headers.get("x-run-id"), await none.text()]).toEqual([204, runId, ""]);
  });

  it.each(["99", "-1", "1.5", "run_1", "1, 2", "9".repeat(40), ""])(
    "gets everything when the last id is none of this run's: %j",
    async (lastEventId) => {
      expect(await eventsOf(await attach(product, run.runId, lastEventId))).toEqual(run.events);
    },
  );

  it("gets everything with another run's last id, while this one has no event yet", {
    timeout: 3 * MINUTE,
  }, async () => {
    await addFault(product.cloud, { target: "vendor:claude", kind: "delay", delayMs: 50 * SECOND });
    const next = await startRun("Add a centered title 'Winter Sale' for 3 seconds");
    const reading = follow(await attach(product, next.runId, `${run.events.length}`));
    await vi.waitUntil(
      async () => reading.frames.length > 0 && (await faultsLeft(product.cloud)) === 0,
      PATIENT,
    );
    expect(next.events).toEqual([]);
    await moveClock(product.cloud, 50 * SECOND);
    await Promise.all([reading.closed, next.finished]);
    const ids = reading.frames.flatMap((frame) => /^id: (\d+)/.exec(frame)?.[1] ?? []).map(Number);
    expect(ids).toEqual(idsOf(next.events));
    expect(ids).toEqual(from(1, next.events.length));
  });

  it("is told that there is no such run when its events have expired, or there never was one", async () => {
    const refusal = z.object({ success: z.literal(false), error: z.string() });
    const refused = async (response: Response) => [
      response.status,
      refusal.parse(await response.json()).error,
    ];
    expect(await refused(await attach(product, "run_x", "1"))).toEqual([404, "RUN_NOT_FOUND"]);
    await moveClock(product.cloud, 14 * DAY);
    for (const lastEventId of [undefined, "1", `${run.events.length}`]) {
      const response = await attach(product, run.runId, lastEventId);
      expect(await refused(response)).toEqual([404, "RUN_NOT_FOUND"]);
    }
  });
});
