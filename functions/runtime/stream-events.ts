import { type AgentEvent, terminalEvents } from "../../core/contract/agent-events.ts";
import type { EventLog, LoggedEvent } from "../../core/ports/event-log.ts";
import type { Logger } from "./logger.ts";

/** What streaming a run's events needs. */
export interface StreamDeps {
  readonly events: EventLog;
  readonly logger: Logger;
}

/** Which events, until when. */
export interface StreamRequest {
  readonly runId: string;
  /** The last event the reader has, 0 for none. A number that the run has not given yet counts as none. */
  readonly afterSeq: number;
  /** When Lambda will kill this invocation, ms since 1970 UTC. */
  readonly deadlineEpochMs: number;
  /** The event as the client sees it. */
  readonly present: (event: AgentEvent) => AgentEvent;
}

const HEARTBEAT_MS = 10_000;
/** Left for the client to come back before the function dies. */
const CLOSE_BEFORE_DEADLINE_MS = 30_000;
/** A run is active while its last event is not older. */
const ACTIVE_FOR_MS = 5_000;
const ACTIVE_POLL_MS = 250;
/** Each look of each reader is a read that is paid for. */
const IDLE_POLL_MS = 1_000;
const EVENTS_A_READ = 50;
const MAX_FAILED_READS = 5;

/**
 * The frames of one reader: a comment with the run's id, then every event after `afterSeq`, a comment every 10 s, until
 * the terminal event, or until 30 s before the deadline (a comment says so; the run goes on and the client comes back
 * with `Last-Event-ID`). Whoever stops reading ends nothing but the reading. The log is looked at four times a second
 * while the run is active, and once a second when its last event is 5 s old.
 *
 * The reader's own last event is read once more. It tells whether the run is active, and whether it was the terminal one;
 * when there is none, the number is of another run or of nobody, and the reader gets everything.
 *
 * Source of the frames: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* streamEvents(deps: StreamDeps, request: StreamRequest): AsyncGenerator<string> {
  const { runId, deadlineEpochMs, present } = request;
  const closesAtEpochMs = deadlineEpochMs - CLOSE_BEFORE_DEADLINE_MS;
  /** The reader's own last event: read, and not given again. */
  let ownSeq = request.afterSeq;
  let readSeq = Math.max(0, ownSeq - 1);
  let failedReads = 0;
  // Who reads from the start has most likely just started the run.
  let lastEventEpochMs = ownSeq === 0 ? Date.now() : 0;
  let lastWriteEpochMs = Date.now();
  yield `: run ${runId}\n\n`;

  while (Date.now() < closesAtEpochMs) {
    let events: LoggedEvent[] = [];
    try {
      events = await deps.events.read(runId, readSeq, EVENTS_A_READ);
      failedReads = 0;
      if (events.length === 0 && readSeq < ownSeq) {
        ownSeq = 0;
        readSeq = 0;
        continue;
      }
    } catch (error) {
      deps.logger.warn("events could not be read", { runId, afterSeq: readSeq, error: asError(error) });
      if (++failedReads >= MAX_FAILED_READS) break;
    }
    for (const logged of events) {
      if (logged.seq !== ownSeq) {
        yield frameOf(logged.seq, present(logged.event));
        lastWriteEpochMs = Date.now();
      }
      readSeq = logged.seq;
      lastEventEpochMs = logged.atEpochMs;
      if (terminalEvents.includes(logged.event.name)) return;
    }
    if (Date.now() - lastWriteEpochMs >= HEARTBEAT_MS) {
      yield ": still running\n\n";
      lastWriteEpochMs = Date.now();
    }
    const isActive = Date.now() - lastEventEpochMs < ACTIVE_FOR_MS;
    if (events.length < EVENTS_A_READ) await pause(isActive ? ACTIVE_POLL_MS : IDLE_POLL_MS);
  }
  yield `: closing, reconnect with Last-Event-ID: ${Math.max(readSeq, ownSeq)}\n\n`;
}

/** One event: number, name, payload on one line (JSON escapes line breaks). */
export const frameOf = (seq: number, event: AgentEvent): string =>
  `id: ${seq}\nevent: ${event.name}\ndata: ${JSON.stringify(event.payload)}\n\n`;

/**
 * The number in a `Last-Event-ID` header; 0 for none or for what is not a number of ours.
 */
export function lastEventId(header: string | undefined): number {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : 0;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
