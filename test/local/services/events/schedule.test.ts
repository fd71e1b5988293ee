import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createClock } from "../../../../local/control/clock.ts";
import { parseSchedule, tick } from "../../../../local/services/events/schedule.ts";

const at = (text: string) => Date.parse(`${text}Z`);
const next = (expression: string, from: string, count = 1) => {
  const schedule = parseSchedule(expression, at(from));
  const found: string[] = [];
  let moment: number | undefined = at(from);
  while (found.length < count) {
    moment = schedule.nextAfter(moment);
    if (moment === undefined) break;
    found.push(new Date(moment).toISOString().slice(0, 16));
  }
  return found;
};

describe("a schedule", () => {
  it.each([
    ["cron(0 12 * * ? *)", "2026-01-31T12:00", ["2026-02-01T12:00", "2026-02-02T12:00"]],
    ["cron(0/20 9-10 ? * MON-FRI *)", "2026-01-30T10:30", ["2026-01-30T10:40", "2026-02-02T09:00"]],
    ["cron(15 10 L * ? *)", "2026-02-01T00:00", ["2026-02-28T10:15", "2026-03-31T10:15"]],
    ["cron(0 0 ? * 2#1 *)", "2026-01-06T00:00", ["2026-02-02T00:00", "2026-03-02T00:00"]],
    ["cron(0 0 ? * 6L *)", "2026-01-01T00:00", ["2026-01-30T00:00", "2026-02-27T00:00"]],
    ["cron(0 0 29 FEB ? *)", "2026-01-01T00:00", ["2028-02-29T00:00", "2032-02-29T00:00"]],
    ["cron(5,10 0 1 1 ? 2027)", "2026-01-01T00:00", ["2027-01-01T00:05", "2027-01-01T00:10"]],
    ["rate(5 minutes)", "2026-01-01T00:01", ["2026-01-01T00:06", "2026-01-01T00:11"]],
    ["rate(1 day)", "2026-01-01T08:30", ["2026-01-02T08:30", "2026-01-03T08:30"]],
    ["at(2026-01-01T00:10:00)", "2026-01-01T00:00", ["2026-01-01T00:10"]],
  ])("%s", (expression, from, expected) => {
    expect(next(expression, from, 2)).toEqual(expected);
  });

  it.each([
    "cron(0 12 * * * *)",
    "cron(0 12 ? * ?)",
    "cron(99 * * * ? *)",
    "cron(0 0 3W * ? *)",
    "rate(0 minutes)",
    "rate(5 weeks)",
    "at(soon)",
    "every day",
  ])("refuses %s", (expression) => {
    expect(() => parseSchedule(expression, 0)).toThrow();
  });

  it("always goes forward, to a whole minute", () => {
    const minutes = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(
        minutes,
        fc.integer({ min: 0, max: 23 }),
        fc.date({ min: new Date("2020-01-01"), max: new Date("2060-01-01"), noInvalidDate: true }),
        (minute, hour, from) => {
          const found = parseSchedule(`cron(${minute} ${hour} * * ? *)`, 0).nextAfter(from.getTime()) ?? 0;
          expect(found).toBeGreaterThan(from.getTime());
          expect(found - from.getTime()).toBeLessThanOrEqual(86_400_000);
          expect([new Date(found).getUTCMinutes(), new Date(found).getUTCHours()]).toEqual([minute, hour]);
        },
      ),
    );
  });

  it("catches up with every moment of a jump, in order and once, and says what it left out of a long one", async () => {
    const clock = createClock();
    const fired: number[] = [];
    const warnings: unknown[] = [];
    const log = {
      info: () => undefined,
      debug: () => undefined,
      warn: (event: string, fields?: object) => warnings.push({ event, ...fields }),
    };
    const begun = clock.now();
    let onFire: () => void = () => undefined;
    const stop = tick("each minute", parseSchedule("rate(1 minute)", begun), clock, log, async (dueMs) => {
      fired.push(Math.round((dueMs - begun) / 60_000));
      onFire();
    });
    const until = (count: number) =>
      new Promise<void>((resolve) => {
        onFire = () => fired.length === count && resolve();
      });
    const three = until(3);
    clock.advance(3 * 60_000 + 1000);
    await three;
    expect(fired).toEqual([1, 2, 3]);
    const twenty = until(23);
    clock.advance(60 * 60_000);
    await twenty;
    expect(fired.slice(3)).toEqual(Array.from({ length: 20 }, (_, index) => 44 + index));
    expect(warnings).toEqual([
      { event: "schedule.skipped", schedule: "each minute", skipped: 40, fired: 20 },
    ]);
    stop();
    clock.advance(60_000);
    await Promise.resolve();
    expect(fired).toHaveLength(23);
  });
});
