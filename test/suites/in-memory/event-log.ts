import { terminalEvents } from "../../../core/contract/agent-events.ts";
import type { EventLog, LoggedEvent } from "../../../core/ports/event-log.ts";
import type { Clock } from "../../../core/ports/time-and-ids.ts";

interface Run {
  readonly events: LoggedEvent[];
  readonly numbers: Map<string, number>;
}

const KEPT_FOR_MS = 14 * 86_400_000;

export function inMemoryEventLog(clock: Clock): EventLog {
  const runs = new Map<string, Run>();
  const isKept = ({ atEpochMs }: LoggedEvent) => clock.now() - atEpochMs < KEPT_FOR_MS;
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
    async read(runId, afterSeq, limit) {
      const found = (runs.get(runId)?.events ?? []).slice(afterSeq, afterSeq + limit);
      const expired = found.findIndex((each) => !isKept(each));
      return expired < 0 ? found : found.slice(0, expired);
    },
    async latest(runId, name) {
      const found = runs.get(runId)?.events.findLast(({ event }) => event.name === name);
      return found && isKept(found) ? found : undefined;
    },
  };
}
