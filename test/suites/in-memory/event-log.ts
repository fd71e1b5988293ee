import { terminalEvents } from "../../../core/contract/agent-events.ts";
import type { EventLog, LoggedEvent } from "../../../core/ports/event-log.ts";
import type { Clock } from "../../../core/ports/time-and-ids.ts";

interface Run {
  readonly events: LoggedEvent[];
  readonly numbers: Map<string, number>;
}

export function inMemoryEventLog(clock: Clock): EventLog {
  const runs = new Map<string, Run>();
  return {
    async append(runId, key, event) {
      const run: Run = runs.get(runId) ?? { events: [], numbers: new Map() };
      runs.set(runId, run);
      const before = run.numbers.get(key);
      const last = run.events.at(-1);
      if (before !== undefined) return before;
      if (last !== undefined && terminalEvents.includes(last.event.name)) return undefined;
      const seq = run.events.length + 1;
      run.events.push({ runId, seq, event: structuredClone(event), atEpochMs: clock.now() });
      run.numbers.set(key, seq);
      return seq;
    },
    read: async (runId, afterSeq, limit) => (runs.get(runId)?.events ?? []).slice(afterSeq, afterSeq + limit),
    latest: async (runId, name) => runs.get(runId)?.events.findLast((each) => each.event.name === name),
  };
}
