import { describe, expect, it, vi } from "vitest";
import { createClock } from "../../../local/control/clock.ts";

const HOUR_MS = 3_600_000;

describe("the movable clock", () => {
  it("runs ahead of the host's by what it was moved", () => {
    const clock = createClock(5000, () => 1_000_000);
    expect(clock.now()).toBe(1_005_000);
    clock.advance(HOUR_MS);
    expect(clock.offsetMs).toBe(5000 + HOUR_MS);
    expect(clock.now()).toBe(1_005_000 + HOUR_MS);
  });

  it("never moves backwards", () => {
    const clock = createClock();
    for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => clock.advance(wrong)).toThrow(RangeError);
    }
    expect(() => clock.after(-1, () => undefined)).toThrow(RangeError);
    expect(clock.offsetMs).toBe(0);
  });

  it("tells its listeners first, then runs what came due in the order of its time, once", () => {
    const clock = createClock(0, () => 0);
    const seen: string[] = [];
    clock.onAdvance((offsetMs) => seen.push(`moved ${offsetMs}`));
    clock.after(3000, () => seen.push(`third at ${clock.now()}`));
    clock.after(1000, () => seen.push("first"));
    clock.after(1000, () => seen.push("second"));
    clock.after(HOUR_MS, () => seen.push("later"));
    clock.advance(5000);
    clock.advance(5000);
    expect(seen).toEqual(["moved 5000", "first", "second", "third at 5000", "moved 10000"]);
  });

  it("lets one timer cancel another that is due in the same move", () => {
    const clock = createClock(0, () => 0);
    const second = vi.fn();
    let cancelSecond: () => void = () => undefined;
    clock.after(1, () => cancelSecond());
    cancelSecond = clock.after(2, second);
    clock.advance(10);
    expect(second).not.toHaveBeenCalled();
  });

  it("runs timers by itself when nobody moves it", async () => {
    const clock = createClock();
    await expect(clock.sleep(5)).resolves.toBeUndefined();
  });

  it("wakes a sleeper when it is moved, and rejects one that is aborted with the reason", async () => {
    const clock = createClock();
    const asleep = clock.sleep(24 * HOUR_MS);
    clock.advance(24 * HOUR_MS);
    await expect(asleep).resolves.toBeUndefined();
    const controller = new AbortController();
    const aborted = clock.sleep(HOUR_MS, controller.signal);
    controller.abort(new Error("enough"));
    await expect(aborted).rejects.toThrow("enough");
    await expect(clock.sleep(1, controller.signal)).rejects.toThrow("enough");
  });

  it("keeps a timer that is further away than the host's timers reach", () => {
    const clock = createClock();
    const fired = vi.fn();
    const farMs = 60 * 24 * HOUR_MS;
    clock.after(farMs, fired);
    clock.advance(farMs - 1000);
    expect(fired).not.toHaveBeenCalled();
    clock.advance(1000);
    expect(fired).toHaveBeenCalledOnce();
  });

  it("runs faster when told to, its timers with it, and keeps what it gained", () => {
    let hostMs = 0;
    vi.useFakeTimers();
    try {
      const clock = createClock(0, () => hostMs);
      const fired = vi.fn();
      const pass = (ms: number) => {
        hostMs += ms;
        vi.advanceTimersByTime(ms);
      };
      clock.after(60_000, fired);
      clock.runAt(60);
      pass(999);
      expect(fired).not.toHaveBeenCalled();
      pass(1);
      expect(fired).toHaveBeenCalledOnce();
      clock.runAt(1);
      pass(1000);
      expect([clock.now(), clock.offsetMs]).toEqual([61_000, 59_000]);
      expect(() => clock.runAt(0.5)).toThrow(RangeError);
    } finally {
      vi.useRealTimers();
    }
  });
});
