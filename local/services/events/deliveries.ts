import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ServiceContext } from "../../types.ts";
import { readJsonFile, writeJsonFile } from "../json-file.ts";
import { attempt, type Delivery, isRetryable, park } from "./delivery.ts";

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

/**
 * Delivers at least once: what is accepted is on disk until its target has it or it is given up, so a stop of the
 * laptop in between only delivers it later (or twice).
 */
export class Deliveries {
  readonly #context: ServiceContext;
  readonly #folder: string;
  readonly #retries = new Map<string, () => void>();
  #isClosed = false;

  constructor(context: ServiceContext, folder: string) {
    this.#context = context;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Takes it over. Resolves after the first attempt, whatever came of it. */
  async accept(delivery: Delivery): Promise<void> {
    this.#save(delivery);
    await this.#try(delivery);
  }

  /** Takes up what an earlier boot left. */
  async resume(): Promise<void> {
    for (const file of readdirSync(this.#folder)) {
      if (!file.endsWith(".json")) rmSync(join(this.#folder, file));
      else await this.#try(readJsonFile(join(this.#folder, file)) as unknown as Delivery);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#retries.values()) cancel();
  }

  async #try(delivery: Delivery): Promise<void> {
    if (this.#isClosed) return;
    const tried: Delivery = { ...delivery, attempts: delivery.attempts + 1 };
    try {
      await attempt(this.#context, tried);
      this.#forget(tried);
    } catch (cause) {
      if (this.#isClosed) return;
      const error = cause instanceof Error ? cause : new Error(String(cause));
      const condition = this.#exhausted(tried, error);
      if (condition === undefined) this.#retryLater(tried, error);
      else await this.#giveUp(tried, error, condition);
    }
  }

  #retryLater(delivery: Delivery, error: Error): void {
    this.#save(delivery);
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (delivery.attempts - 1), LONGEST_RETRY_MS);
    this.#context.log.debug("events.retry", {
      id: delivery.id,
      target: delivery.targetArn,
      waitMs,
      error: error.message,
    });
    const cancel = this.#context.clock.after(waitMs, () => {
      this.#retries.delete(delivery.id);
      this.#try(delivery).catch((failure: unknown) => {
        this.#context.log.warn("events.retry-broke", { id: delivery.id, failure: String(failure) });
      });
    });
    this.#retries.set(delivery.id, cancel);
  }

  async #giveUp(delivery: Delivery, error: Error, condition: string): Promise<void> {
    try {
      await park(this.#context, delivery, error, condition);
    } catch (failure) {
      this.#context.log.warn("events.not-parked", {
        queue: delivery.deadLetterArn,
        failure: String(failure),
      });
    }
    this.#forget(delivery);
  }

  #exhausted(delivery: Delivery, error: Error): string | undefined {
    if (!isRetryable(error)) return "NotRetryable";
    if (delivery.attempts > delivery.mostRetries) return "MaximumRetryAttempts";
    const ageMs = this.#context.clock.now() - delivery.firstTriedMs;
    return ageMs > delivery.mostAgeSeconds * 1000 ? "MaximumEventAgeInSeconds" : undefined;
  }

  #save(delivery: Delivery): void {
    writeJsonFile(join(this.#folder, `${delivery.id}.json`), delivery);
  }

  #forget(delivery: Delivery): void {
    rmSync(join(this.#folder, `${delivery.id}.json`), { force: true });
  }
}
