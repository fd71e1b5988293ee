import type { Json } from "../language/definition.ts";
import { StateError } from "../language/state-error.ts";

/** Input and output of states, tasks and executions. */
export const MOST_STATE_BYTES = 256 * 1024;

export function bytesOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}

/** @throws StateError `States.DataLimitExceeded` */
export function checkSize(value: Json, what: string): Json {
  if (bytesOf(value) <= MOST_STATE_BYTES) return value;
  const message = `${what} returned a result with a size exceeding the maximum number of bytes service limit.`;
  throw new StateError("States.DataLimitExceeded", message);
}
