import type { Clock } from "../../../types.ts";
import type { ContextObject, Json } from "../language/definition.ts";
import type { History } from "./history.ts";

/** What the states of one flow share. A branch or an iteration has its own, with a signal and a context object of its own. */
export interface Scope {
  readonly clock: Clock;
  readonly history: History;
  readonly context: ContextObject;
  /** Aborted when the flow must end: the execution is stopped or timed out, or a sibling branch failed. */
  readonly signal: AbortSignal;
  readonly performTask: PerformTask;
}

/** One call of a Task state's Resource. */
export interface TaskCall {
  readonly resource: string;
  readonly stateName: string;
  /** The effective input: after InputPath and Parameters. */
  readonly input: Json;
  /** Set for `.waitForTaskToken`; the same as `$$.Task.Token`. */
  readonly token: string | undefined;
  readonly history: History;
  /** Aborted when nobody wants the answer any more: `.sync` integrations then stop what they started. */
  readonly signal: AbortSignal;
}

/** @throws StateError by the names that AWS uses for the integration */
export type PerformTask = (call: TaskCall) => Promise<Json>;

/** Settles as the work does, or rejects with the signal's reason as soon as it is aborted. */
export async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** A controller that is also aborted when the parent is. `release` when it is no longer needed. */
export function childController(parent: AbortSignal): { controller: AbortController; release: () => void } {
  const controller = new AbortController();
  const onAbort = () => controller.abort(parent.reason);
  if (parent.aborted) onAbort();
  else parent.addEventListener("abort", onAbort, { once: true });
  return { controller, release: () => parent.removeEventListener("abort", onAbort) };
}
