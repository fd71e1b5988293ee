import type { AgentDeps } from "../../../core/agent/agent-deps.ts";
import { TransientError } from "../../../core/contract/errors.ts";
import type { Delivery } from "./drive.ts";

/** Numbers 0 ≤ n < 1 from a seed (mulberry32), so that a failing run can be run again. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Ports whose every call may crash the step, before or after it did what it does. */
const PORTS = [
  "runs",
  "jobs",
  "credits",
  "projects",
  "log",
  "data",
  "bus",
  "images",
  "videos",
  "speaker",
  "ingest",
  "model",
] as const;

/** Deps whose calls fail at random. A write that failed may have been done all the same. */
function crashing(deps: AgentDeps, next: () => number, rate: number): AgentDeps {
  const wrapped = PORTS.map((name) => {
    const port = new Proxy(deps[name], {
      get(target, key, receiver) {
        const method: unknown = Reflect.get(target, key, receiver);
        if (typeof method !== "function") return method;
        return async (...args: unknown[]) => {
          if (next() < rate) throw new TransientError(`crashed before ${name}.${String(key)}`);
          const result: unknown = await Reflect.apply(method, target, args);
          if (next() < rate) throw new TransientError(`crashed after ${name}.${String(key)}`);
          return result;
        };
      },
    });
    return [name, port] as const;
  });
  return Object.assign({ ...deps }, Object.fromEntries(wrapped));
}

export interface Chaos {
  /** Share of steps that come twice: one after the other, or at once. */
  readonly repeats: number;
  /** Share of calls to the outside at which a step crashes. */
  readonly crashes: number;
  /** Share of steps before which the whole machine dies. */
  readonly deaths: number;
}

/** Deliveries at their worst, reproducible by the seed. */
export function chaoticDelivery(seed: number, { repeats, crashes, deaths }: Chaos): Delivery {
  const next = numbersFrom(seed);
  return {
    maxAttempts: 40,
    dies: () => next() < deaths,
    async attempt(perform, deps) {
      const broken = crashing(deps, next, crashes);
      if (next() >= repeats) return perform(broken);
      if (next() < 0.5) {
        await perform(broken);
        return perform(broken);
      }
      const [first, second] = await Promise.allSettled([perform(broken), perform(broken)]);
      if (first.status === "fulfilled") return first.value;
      if (second.status === "fulfilled") return second.value;
      throw first.reason;
    },
  };
}
