import type { Clock } from "../../types.ts";
import { type Answer, type Failure, failureOf, type Invocation } from "./answer.ts";
import { type Environment, type EnvironmentSpec, type RunOptions, startEnvironment } from "./environment.ts";
import type { Reaper } from "./reaper.ts";

export interface PoolOptions {
  readonly clock: Clock;
  readonly reaper: Reaper;
  /** Describes a new environment. */
  describe(): Promise<EnvironmentSpec>;
  /** Environments at once; invocations beyond it wait. */
  readonly maxEnvironments: number;
  /** How long an environment may be idle before it ends, in ms of the host's time. */
  readonly idleMs: number;
}

/** The environments of one function. */
export interface EnvironmentPool {
  /** Runs on a warm environment, else on a new one. @throws Error when an environment cannot be described */
  run(invocation: Invocation, options?: RunOptions): Promise<{ answer: Answer; isCold: boolean }>;
  /** Invocations running or waiting. */
  readonly load: number;
  /** Invocations that are running see the account's time of now. */
  catchUp(): void;
  close(): void;
}

interface Waiter {
  resolve(slot: { environment: Environment; isCold: boolean } | Failure): void;
  reject(error: unknown): void;
}

interface Slot {
  environment?: Environment;
  hasServed: boolean;
  idleTimer?: NodeJS.Timeout;
}

export function createPool(options: PoolOptions): EnvironmentPool {
  const slots = new Set<Slot>();
  const idle: Slot[] = [];
  const waiting: Waiter[] = [];
  let starting = 0;
  let isClosed = false;

  const take = (slot: Slot, waiter: Waiter) => {
    if (!slot.environment) return;
    clearTimeout(slot.idleTimer);
    const isCold = !slot.hasServed;
    slot.hasServed = true;
    waiter.resolve({ environment: slot.environment, isCold });
  };

  const release = (slot: Slot) => {
    const waiter = waiting.shift();
    if (waiter) return take(slot, waiter);
    idle.push(slot);
    slot.idleTimer = setTimeout(() => {
      // Out of the list first: nobody may be given an environment that is about to end.
      retire(slot);
      slot.environment?.kill();
    }, options.idleMs);
    slot.idleTimer.unref();
  };

  const retire = (slot: Slot) => {
    slots.delete(slot);
    clearTimeout(slot.idleTimer);
    const at = idle.indexOf(slot);
    if (at >= 0) idle.splice(at, 1);
  };

  const start = async () => {
    const slot: Slot = { hasServed: false };
    slots.add(slot);
    starting += 1;
    let isStarting = true;
    let isReady = false;
    const started = () => {
      if (isStarting) starting -= 1;
      isStarting = false;
    };
    try {
      const spec = await options.describe();
      slot.environment = await startEnvironment(spec, options, {
        onReady() {
          started();
          isReady = true;
          if (slot.environment) release(slot);
        },
        onEnd(initFailure) {
          started();
          retire(slot);
          // AWS fails one invocation for each environment that cannot be made.
          if (initFailure) waiting.shift()?.resolve(initFailure);
          grow();
        },
      });
      if (isClosed) slot.environment.kill();
      else if (isReady) release(slot);
    } catch (error) {
      started();
      retire(slot);
      waiting.shift()?.reject(error);
    }
  };

  const grow = () => {
    while (!isClosed && starting < waiting.length && slots.size < options.maxEnvironments) void start();
  };

  return {
    get load() {
      return slots.size - idle.length + Math.max(0, waiting.length - starting);
    },
    async run(invocation, runOptions) {
      if (isClosed)
        return { answer: failureOf("Runtime.ExitError", "the local cloud is stopping"), isCold: false };
      const slot = await new Promise<{ environment: Environment; isCold: boolean } | Failure>(
        (resolve, reject) => {
          const waiter = { resolve, reject };
          const warm = idle.pop();
          if (warm) return take(warm, waiter);
          waiting.push(waiter);
          grow();
        },
      );
      if ("kind" in slot) return { answer: slot, isCold: true };
      return { answer: await slot.environment.run(invocation, runOptions), isCold: slot.isCold };
    },
    catchUp() {
      for (const slot of slots) slot.environment?.catchUp();
    },
    close() {
      isClosed = true;
      for (const slot of slots) slot.environment?.kill();
      for (const waiter of waiting.splice(0))
        waiter.resolve(failureOf("Runtime.ExitError", "the local cloud is stopping"));
    },
  };
}
