import type { Clock, Log } from "../../types.ts";
import { parseCron } from "./cron.ts";

/** When something is due. */
export interface Schedule {
  /** The first due moment after `epochMs`; undefined when there is none left. */
  nextAfter(epochMs: number): number | undefined;
}

const UNITS_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * @param expression `rate(5 minutes)`, `cron(0 12 * * ? *)` or `at(2026-01-31T12:00:00)`, in UTC
 * @param startMs a rate counts from here
 * @throws Error for what is not understood
 */
export function parseSchedule(expression: string, startMs: number): Schedule {
  const [, kind, inner = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === "cron") return parseCron(inner);
  if (kind === "at") {
    const atMs = Date.parse(`${inner}Z`);
    if (Number.isNaN(atMs)) throw new Error(`the schedule ${expression} names no time`);
    return { nextAfter: (epochMs) => (atMs > epochMs ? atMs : undefined) };
  }
  const [, value, unit = ""] = /^(\d+) (minute|hour|day)s?$/.exec(inner) ?? [];
  const everyMs = Number(value) * (UNITS_MS[unit] ?? Number.NaN);
  if (kind !== "rate" || !(everyMs > 0)) throw new Error(`the schedule ${expression} is not understood`);
  return { nextAfter: (epochMs) => startMs + (Math.floor((epochMs - startMs) / everyMs) + 1) * everyMs };
}

/** After a jump of the clock: the latest of the due moments are caught up with, the rest only counted. */
const MOST_CAUGHT_UP = 20;

/**
 * Calls `fire` for each due moment, in order, one after the other. A clock that jumps makes several due at once: the
 * last 20 of them fire, and a line in the log says how many did not (in AWS they would all have fired, spread out).
 * @returns stops it
 */
export function tick(
  name: string,
  schedule: Schedule,
  clock: Clock,
  log: Log,
  fire: (dueMs: number) => Promise<void>,
): () => void {
  let last = clock.now();
  let cancel: () => void = () => undefined;
  let work = Promise.resolve();
  let isStopped = false;
  const arm = () => {
    if (isStopped) return;
    const next = schedule.nextAfter(last);
    if (next !== undefined) cancel = clock.after(Math.max(0, next - clock.now()), catchUp);
  };
  const catchUp = () => {
    const due: number[] = [];
    let skipped = 0;
    for (
      let next = schedule.nextAfter(last);
      next !== undefined && next <= clock.now();
      next = schedule.nextAfter(last)
    ) {
      last = next;
      due.push(next);
      if (due.length > MOST_CAUGHT_UP) {
        due.shift();
        skipped += 1;
      }
    }
    if (skipped > 0) log.warn("schedule.skipped", { schedule: name, skipped, fired: due.length });
    work = work.then(async () => {
      for (const moment of due) if (!isStopped) await fire(moment);
    });
    work.catch((failure: unknown) =>
      log.warn("schedule.failed", { schedule: name, failure: String(failure) }),
    );
    arm();
  };
  arm();
  return () => {
    isStopped = true;
    cancel();
  };
}
