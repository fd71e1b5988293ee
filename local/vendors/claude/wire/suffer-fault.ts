import type { Clock, Fault } from "../../../types.ts";
import { ApiError } from "./errors.ts";

/**
 * What the faults of target `vendor:claude` do here. `take` is asked once for each POST /v1/messages.
 *
 * | kind | effect |
 * | --- | --- |
 * | fail | `status` (default 500) with the error type that belongs to it; 429 carries `retry-after: 1` |
 * | overload | 529 overloaded_error |
 * | delay | answers `delayMs` (default 1000) of emulated time later |
 * | stall | with `delayMs`: silent that long, then answers; without: never answers, until the caller hangs up |
 * | garbage | answers nonsense: a tool call whose input breaks its schema; prose when no tool is offered or `error` is `prose` |
 * | kill | drops the connection |
 *
 * With `error: "mid-stream"`, a streamed answer begins as usual and then suffers: fail and overload send an `error`
 * event, stall goes silent, kill drops the connection. Otherwise `error` is the message of fail and overload.
 */
export interface FaultContext {
  readonly clock: Clock;
  /** Aborted when the caller hangs up or the server closes. */
  readonly signal: AbortSignal;
  drop(): void;
}

/** Thrown when the caller is gone: nothing is left to answer. */
export class HungUp extends Error {
  override readonly name = "HungUp";
}

const MID_STREAM = "mid-stream";

export function isMidStream(fault: Fault | undefined, isStreaming: boolean): boolean {
  return isStreaming && fault?.error === MID_STREAM && fault.kind !== "garbage" && fault.kind !== "delay";
}

function hangUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new HungUp());
    signal.addEventListener("abort", () => reject(new HungUp()), { once: true });
  });
}

async function pause(context: FaultContext, delayMs: number): Promise<void> {
  try {
    await context.clock.sleep(delayMs, context.signal);
  } catch (cause) {
    throw new HungUp("the caller hung up during the delay", { cause });
  }
}

/**
 * @throws ApiError for fail and overload
 * @throws HungUp when there is nobody to answer to
 */
export async function sufferFault(fault: Fault, context: FaultContext): Promise<void> {
  const message = fault.error === MID_STREAM ? undefined : fault.error;
  switch (fault.kind) {
    case "fail": {
      const status = fault.status ?? 500;
      throw new ApiError(status, message, status === 429 ? { "retry-after": "1" } : {});
    }
    case "overload":
      throw new ApiError(529, message);
    case "delay":
      return pause(context, fault.delayMs ?? 1000);
    case "stall":
      return fault.delayMs === undefined ? hangUp(context.signal) : pause(context, fault.delayMs);
    case "kill":
      context.drop();
      throw new HungUp();
    case "garbage":
      return;
    case "duplicate":
    case "lose":
      throw new ApiError(
        500,
        `fault '${fault.kind}' has no meaning for vendor:claude: it answers, it does not deliver`,
      );
  }
}
