import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AgentEvent } from "../../../core/contract/agent-events.ts";
import type { EventLog } from "../../../core/ports/event-log.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import { frameOf, lastEventId, streamEvents } from "../../../functions/runtime/stream-events.ts";
import { failure, sceneStart } from "../../suites/agent-event-samples.ts";
import { type TestClock, testClock } from "../../suites/in-memory/clock.ts";
import { inMemoryEventLog } from "../../suites/in-memory/event-log.ts";

const logger = createLogger("test");
const present = (event: AgentEvent) => event;
let events: EventLog;
let clock: TestClock;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "Date"] });
  vi.spyOn(logger, "warn").mockReturnValue();
  clock = testClock();
  vi.setSystemTime(clock.now());
  events = inMemoryEventLog(clock);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const open = (afterSeq = 0, lifeMs = 900_000) =>
  streamEvents({ events, logger }, { runId: "run", afterSeq, deadlineEpochMs: Date.now() + lifeMs, present });

/** Time goes on while somebody waits. */
async function passTimeUntil<Value>(promise: Promise<Value>): Promise<Value> {
  let isSettled = false;
  const settled = promise.finally(() => {
    isSettled = true;
  });
  while (!isSettled) await vi.advanceTimersByTimeAsync(100);
  return settled;
}

async function collect(frames: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

describe("streamEvents", () => {
  it("begins with the run's id, gives every event, and ends with the terminal one", async () => {
    await events.append("run", "1", sceneStart(1));
    await events.append("run", "2", failure);
    expect(await collect(open())).toEqual([
      ": run run\n\n",
      'id: 1\nevent: scene_start\ndata: {"sceneId":"scene-1","sceneIndex":1}\n\n',
      'id: 2\nevent: error\ndata: {"error":"It failed.","code":"INTERNAL_ERROR"}\n\n',
    ]);
  });

  it("goes on after the last event that the client has", async () => {
    await events.append("run", "1", sceneStart(1));
    await events.append("run", "2", failure);
    expect(await collect(open(1))).toHaveLength(2);
  });

  it("ends at once for a reader who has the terminal event", async () => {
    await events.append("run", "1", failure);
    expect(await collect(open(1))).toEqual([": run run\n\n"]);
  });

  it("gives everything to a reader whose last id the run has not given, also once it gives it", async () => {
    await events.append("run", "1", sceneStart(1));
    const frames = open(3);
    await frames.next();
    expect((await frames.next()).value).toContain("id: 1\n");
    await events.append("run", "2", sceneStart(2));
    await events.append("run", "3", failure);
    expect((await passTimeUntil(collect(frames))).map((frame) => frame.split("\n")[0])).toEqual([
      "id: 2",
      "id: 3",
    ]);
  });

  it("takes a read that fails for no answer: the reader's last id is still good", async () => {
    await events.append("run", "1", sceneStart(1));
    await events.append("run", "2", failure);
    vi.spyOn(events, "read").mockRejectedValueOnce(new Error("throttled"));
    expect((await passTimeUntil(collect(open(1)))).at(1)).toContain("id: 2\n");
  });

  it("shows events that come while it is open", async () => {
    const frames = open();
    await frames.next();
    const next = frames.next();
    await events.append("run", "1", sceneStart(1));
    expect((await passTimeUntil(next)).value).toContain("id: 1\n");
    await frames.return(undefined);
  });

  it("says that it is alive every 10 s, and closes 30 s before the deadline with a comment", async () => {
    const all = await passTimeUntil(collect(open(0, 60_000)));
    expect(all.filter((frame) => frame === ": still running\n\n")).toHaveLength(2);
    expect(all.at(-1)).toBe(": closing, reconnect with Last-Event-ID: 0\n\n");
  });

  describe("looks at the log", () => {
    /** A reader that has event 1, and how often it looked by then. */
    async function reader(lastSeenAgoMs: number) {
      await events.append("run", "1", sceneStart(1));
      clock.advance(lastSeenAgoMs);
      vi.setSystemTime(clock.now());
      const read = vi.spyOn(events, "read");
      const frames = open();
      await frames.next();
      expect((await frames.next()).value).toContain("id: 1\n");
      const looksWithin = async (ms: number) => {
        const before = read.mock.calls.length;
        await vi.advanceTimersByTimeAsync(ms);
        return read.mock.calls.length - before;
      };
      return { frames, next: frames.next(), looksWithin };
    }

    it("four times a second while the last event is not older than 5 s", async () => {
      const { frames, next, looksWithin } = await reader(0);
      const looks = await looksWithin(4_000);
      expect(looks).toBeGreaterThanOrEqual(14);
      expect(looks).toBeLessThanOrEqual(17);
      await events.append("run", "2", failure);
      expect((await passTimeUntil(next)).value).toContain("id: 2\n");
      await frames.return(undefined);
    });

    it("at most once a second when the run is quiet, and still finds what comes", async () => {
      const { frames, next, looksWithin } = await reader(60_000);
      const looks = await looksWithin(9_000);
      expect(looks).toBeGreaterThanOrEqual(8);
      expect(looks).toBeLessThanOrEqual(9);
      await events.append("run", "2", failure);
      expect((await passTimeUntil(next)).value).toContain("id: 2\n");
      await frames.return(undefined);
    });

    it("at most once a second after the run has fallen quiet", async () => {
      const { frames, next, looksWithin } = await reader(0);
      await looksWithin(5_500);
      expect(await looksWithin(3_000)).toBeLessThanOrEqual(3);
      await events.append("run", "2", failure);
      expect((await passTimeUntil(next)).value).toContain("id: 2\n");
      await frames.return(undefined);
    });

    it("four times a second for a reader who comes back while the run is active", async () => {
      await events.append("run", "1", sceneStart(1));
      const read = vi.spyOn(events, "read");
      const frames = open(1);
      await frames.next();
      const next = frames.next();
      await vi.advanceTimersByTimeAsync(4_000);
      expect(read.mock.calls.length).toBeGreaterThanOrEqual(14);
      await events.append("run", "2", failure);
      expect((await passTimeUntil(next)).value).toContain("id: 2\n");
    });

    it("at most once a second for a reader who comes back to a quiet run and has missed nothing", async () => {
      await events.append("run", "1", sceneStart(1));
      clock.advance(60_000);
      vi.setSystemTime(clock.now());
      const read = vi.spyOn(events, "read");
      const frames = open(1);
      await frames.next();
      const next = frames.next();
      await vi.advanceTimersByTimeAsync(9_000);
      expect(read.mock.calls.length).toBeLessThanOrEqual(10);
      expect((await passTimeUntil(next)).value).toBe(": still running\n\n");
      await frames.return(undefined);
    });
  });

  it("survives reads that fail, and gives up when they keep failing", async () => {
    await events.append("run", "1", failure);
    let failures = 3;
    const flaky: EventLog = {
      ...events,
      read: async (...args) => {
        if (failures-- > 0) throw new Error("throttled");
        return events.read(...args);
      },
    };
    const read = (log: EventLog) =>
      passTimeUntil(
        collect(
          streamEvents(
            { events: log, logger },
            { runId: "run", afterSeq: 0, deadlineEpochMs: Date.now() + 900_000, present },
          ),
        ),
      );
    expect((await read(flaky)).at(-1)).toContain("event: error");
    failures = 1_000_000;
    expect((await read(flaky)).at(-1)).toContain(": closing");
  });

  it("keeps a payload with line breaks on one line", () => {
    const frame = frameOf(3, { name: "error", payload: { error: "a\nb\r\nc", code: "X" } });
    expect(frame.trimEnd().split("\n")).toHaveLength(3);
  });

  it("takes no nonsense for a Last-Event-ID", () => {
    expect(["5", "0", undefined, "", "x", "-1", "1.5", "9".repeat(30)].map(lastEventId)).toEqual([
      5, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });
});
