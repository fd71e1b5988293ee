import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { EventLog } from "../../core/ports/event-log.ts";
import { checkpoint, failure, sceneStart } from "./agent-event-samples.ts";
import type { TestClock } from "./in-memory/clock.ts";

/** The log and the clock that its expiry goes by. */
export interface EventLogFixture {
  readonly events: EventLog;
  /** Another process's view of the same log. */
  readonly otherEvents: EventLog;
  readonly clock: TestClock;
}

/** The claims that every EventLog must satisfy. */
export function eventLogSuite(name: string, makeFixture: () => Promise<EventLogFixture>): void {
  let count = 0;
  const start = async () => ({ ...(await makeFixture()), runId: `run-${name}-${++count}` });
  const seqs = (events: { seq: number }[]) => events.map(({ seq }) => seq);

  describe(`EventLog on ${name}`, () => {
    it("numbers events 1, 2, 3 and reads them in order from anywhere", async () => {
      const { events, runId } = await start();
      for (const index of [1, 2, 3, 4]) {
        expect(await events.append(runId, `start:${index}`, sceneStart(index))).toBe(index);
      }
      expect(seqs(await events.read(runId, 0, 100))).toEqual([1, 2, 3, 4]);
      expect(seqs(await events.read(runId, 2, 100))).toEqual([3, 4]);
      expect(seqs(await events.read(runId, 1, 2))).toEqual([2, 3]);
      expect(await events.read(runId, 4, 100)).toEqual([]);
      expect((await events.read(runId, 2, 1))[0]?.event).toEqual(sceneStart(3));
    });

    it("appends a key once, whoever repeats it, and says the number it had", async () => {
      const { events, otherEvents, runId } = await start();
      await events.append(runId, "one", sceneStart(1));
      await events.append(runId, "two", sceneStart(2));
      expect(await events.append(runId, "one", sceneStart(9))).toBe(1);
      expect(await otherEvents.append(runId, "two", sceneStart(9))).toBe(2);
      expect((await events.read(runId, 0, 10)).map(({ event }) => event)).toEqual([
        sceneStart(1),
        sceneStart(2),
      ]);
    });

    it("keeps numbers gapless while several writers append at once, with repeats", async () => {
      const { events, otherEvents, runId } = await start();
      const appended = await Promise.all(
        Array.from({ length: 24 }, (_, index) => {
          const log = index % 2 === 0 ? events : otherEvents;
          return log.append(runId, `key-${index % 12}`, sceneStart(index % 12));
        }),
      );
      expect(appended.slice(0, 12)).toEqual(appended.slice(12));
      expect(seqs(await events.read(runId, 0, 100))).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    });

    it("takes nothing after a terminal event, but still answers repeats", async () => {
      const { events, otherEvents, runId } = await start();
      await events.append(runId, "start", sceneStart(1));
      expect(await events.append(runId, "end", failure)).toBe(2);
      expect(await events.append(runId, "late", sceneStart(2))).toBeUndefined();
      expect(await otherEvents.append(runId, "late", sceneStart(2))).toBeUndefined();
      expect(await otherEvents.append(runId, "end", failure)).toBe(2);
      expect(await events.append(runId, "start", sceneStart(1))).toBe(1);
      expect(seqs(await events.read(runId, 0, 10))).toEqual([1, 2]);
    });

    it("gives back large payloads as they were", async () => {
      const { events, otherEvents, runId } = await start();
      const random = (length: number) => randomBytes(length / 2).toString("hex");
      const samples = [
        checkpoint(150_000, (length) => "word ".repeat(length / 5)),
        checkpoint(700_000, random),
        checkpoint(3_000_000, random),
      ];
      for (const [index, sample] of samples.entries()) {
        expect(await events.append(runId, `checkpoint:${index}`, sample)).toBe(index + 1);
      }
      const read = await otherEvents.read(runId, 0, 10);
      expect(read.map(({ event }) => event)).toEqual(samples);
      expect((await events.latest(runId, "checkpoint"))?.seq).toBe(3);
    });

    it("finds the latest event of a name", async () => {
      const { events, runId } = await start();
      await events.append(runId, "one", sceneStart(1));
      await events.append(runId, "two", sceneStart(2));
      await events.append(runId, "end", failure);
      expect((await events.latest(runId, "scene_start"))?.event).toEqual(sceneStart(2));
      expect(await events.latest(runId, "done")).toBeUndefined();
      expect(await events.latest("run-nobody", "done")).toBeUndefined();
    });

    it("keeps an event for 14 days, and gives nothing that follows one that is gone", async () => {
      const { events, clock, runId } = await start();
      await events.append(runId, "one", sceneStart(1));
      clock.advance(3_600_000);
      await events.append(runId, "end", failure);
      clock.advance(14 * 86_400_000 - 3_602_000);
      expect(seqs(await events.read(runId, 0, 10))).toEqual([1, 2]);
      clock.advance(1_800_000);
      expect(await events.read(runId, 0, 10)).toEqual([]);
      expect(seqs(await events.read(runId, 1, 10))).toEqual([2]);
      expect((await events.latest(runId, "error"))?.seq).toBe(2);
      clock.advance(3_600_000);
      expect(await events.read(runId, 1, 10)).toEqual([]);
      expect(await events.latest(runId, "error")).toBeUndefined();
    });

    it("keeps runs apart", async () => {
      const { events, runId } = await start();
      await events.append(runId, "one", sceneStart(1));
      expect(await events.append(`${runId}x`, "one", sceneStart(1))).toBe(1);
      expect(await events.read("run-nobody", 0, 10)).toEqual([]);
    });
  });
}
