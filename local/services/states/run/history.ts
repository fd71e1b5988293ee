import type { Clock } from "../../../types.ts";
import { runtimeError } from "../language/state-error.ts";

/** AWS ends an execution that writes more events. */
export const MOST_EVENTS = 25_000;

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestampMs: number;
  /** Name of the details field of the API (`taskFailedEventDetails`) and what is in it. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The events of one execution, written as AWS would, so that their number means something: a poll loop costs here
 * what it costs there. `previousEventId` is simply the event before.
 */
export class History {
  readonly #events: HistoryEvent[] = [];
  readonly #clock: Clock;
  readonly #overflow: (error: Error) => void;
  readonly #onEntered: (states: number) => void;
  #entered = 0;

  /**
   * @param overflow ends the execution
   * @param onEntered told how many states were entered so far
   */
  constructor(
    clock: Clock,
    overflow: (error: Error) => void,
    onEntered: (states: number) => void = () => undefined,
  ) {
    this.#clock = clock;
    this.#overflow = overflow;
    this.#onEntered = onEntered;
  }

  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  /** @throws StateError `States.Runtime` at the 25,000th event, which is left for the execution's end */
  add(type: string, details?: Readonly<Record<string, unknown>>): void {
    if (this.#events.length >= MOST_EVENTS - 1) {
      const error = runtimeError(
        `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
      );
      this.#overflow(error);
      throw error;
    }
    this.#push(type, details);
    if (type.endsWith("StateEntered")) this.#onEntered(++this.#entered);
  }

  /** The last event of the execution. */
  end(type: string, details?: Readonly<Record<string, unknown>>): void {
    this.#push(type, details);
  }

  #push(type: string, details: Readonly<Record<string, unknown>> | undefined): void {
    const id = this.#events.length + 1;
    const event = { id, previousEventId: id - 1, type, timestampMs: this.#clock.now() };
    this.#events.push(details === undefined ? event : { ...event, details });
  }
}
