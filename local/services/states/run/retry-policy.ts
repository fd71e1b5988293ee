import type { Retrier } from "../language/definition.ts";
import { matchesError, type StateError } from "../language/state-error.ts";

const MOST_DELAY_SECONDS = 31_622_400;

/** The Retry of one visit to a state: each retrier counts its own attempts. */
export class RetryPolicy {
  readonly #retriers: readonly Retrier[];
  readonly #attempts: number[];
  readonly #random: () => number;

  constructor(retriers: readonly Retrier[], random: () => number = Math.random) {
    this.#retriers = retriers;
    this.#attempts = retriers.map(() => 0);
    this.#random = random;
  }

  /** Retries so far: `$$.State.RetryCount`. */
  get count(): number {
    return this.#attempts.reduce((sum, attempts) => sum + attempts, 0);
  }

  /** How long to wait before the state runs again; undefined when it must not. */
  nextWaitMs(failure: StateError): number | undefined {
    const index = this.#retriers.findIndex((retrier) => matchesError(retrier.ErrorEquals, failure));
    const retrier = this.#retriers[index];
    const attempts = this.#attempts[index];
    if (retrier === undefined || attempts === undefined || attempts >= (retrier.MaxAttempts ?? 3))
      return undefined;
    this.#attempts[index] = attempts + 1;
    const seconds = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempts;
    const bounded = Math.min(seconds, retrier.MaxDelaySeconds ?? MOST_DELAY_SECONDS);
    return bounded * 1000 * (retrier.JitterStrategy === "FULL" ? this.#random() : 1);
  }
}
