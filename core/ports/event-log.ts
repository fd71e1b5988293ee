import type { AgentEvent, AgentEventName } from "../contract/agent-events.ts";

export interface LoggedEvent {
  readonly runId: string;
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  readonly event: AgentEvent;
  readonly atEpochMs: number;
}

/**
 * The numbered events of each run; several workers append at once.
 * Large payloads (compositions) are kept outside the item by the adapter; readers do not notice.
 */
export interface EventLog {
  /**
   * Appends once: the same `key` in the same run again changes nothing and gives the number it had.
   * After a terminal event nothing is appended any more: undefined.
   * @param key names the event by what happened (`scene_complete:scene-2:1`), so that a step that comes twice appends once
   */
  append(runId: string, key: string, event: AgentEvent): Promise<number | undefined>;
  /** Up to `limit` events with `seq > afterSeq`, ascending and without gaps: nothing follows one that has expired. */
  read(runId: string, afterSeq: number, limit: number): Promise<LoggedEvent[]>;
  /** The latest event of that name. */
  latest(runId: string, name: AgentEventName): Promise<LoggedEvent | undefined>;
}
