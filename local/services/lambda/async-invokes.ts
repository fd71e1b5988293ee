import { AwsError, type ServiceContext } from "../../types.ts";
import { failureOf } from "./answer.ts";
import { type AsyncStore, createAsyncStore, type PendingEvent } from "./async-store.ts";
import { collect } from "./collect.ts";
import { deliverOutcome, type Outcome } from "./destinations.ts";
import type { FunctionConfig } from "./function-config.ts";
import type { AsyncConfig } from "./invoke-config.ts";
import type { Invoker } from "./invoker.ts";

/** Before the second and the third delivery, in ms of the account's time. Source: AWS Lambda developer guide, asynchronous invocation. */
const RETRY_DELAYS_MS = [60_000, 120_000];
/** Throttles and faults of the service itself are repeated until the event is too old: 1 s, doubling, at most 5 min. */
const LONGEST_BACKOFF_MS = 300_000;

/** Events that nobody waits for. */
export interface AsyncInvokes {
  /** Resolves once the event is safe; it is delivered afterwards, with retries. */
  accept(config: FunctionConfig, event: Buffer, requestId: string): Promise<void>;
  /** Takes up what an earlier run of the local cloud had accepted. */
  resume(): Promise<void>;
  close(): void;
}

export function createAsyncInvokes(
  context: ServiceContext,
  invoker: Invoker,
  asyncConfigOf: (config: FunctionConfig) => AsyncConfig,
  folder: string,
): AsyncInvokes {
  const { clock, log } = context;
  const store: AsyncStore = createAsyncStore(folder);
  const timers = new Map<string, () => void>();
  let isClosed = false;

  const schedule = (event: PendingEvent, throttles = 0) => {
    if (isClosed) return;
    const cancel = clock.after(Math.max(0, event.dueAtEpochMs - clock.now()), () => {
      timers.delete(event.requestId);
      deliver(event, throttles).catch((error: unknown) => {
        if (!isClosed)
          log.warn("lambda.async-lost", { requestId: event.requestId, function: event.functionArn, error });
      });
    });
    timers.set(event.requestId, cancel);
  };

  const finish = async (config: FunctionConfig, event: PendingEvent, outcome: Outcome) => {
    await deliverOutcome(context, config, asyncConfigOf(config), event, outcome);
    await store.remove(event.requestId);
  };

  /** The function went away with a newer template. */
  const discard = async (event: PendingEvent) => {
    log.warn("lambda.async-without-function", { requestId: event.requestId, function: event.functionArn });
    await store.remove(event.requestId);
  };

  const deliver = async (event: PendingEvent, throttles: number): Promise<void> => {
    const config = invoker.find(event.functionArn);
    const { maxRetries, maxAgeMs } = asyncConfigOf(config);
    const isTooOld = clock.now() - event.acceptedAtEpochMs > maxAgeMs;
    if (isTooOld || event.attempts > maxRetries) {
      const condition = isTooOld ? "EventAgeExceeded" : "RetriesExhausted";
      const failure = failureOf("Runtime.ExitError", "the event was given up before this delivery");
      return finish(config, event, { condition, payload: failure.payload, failure });
    }

    const begun = { ...event, attempts: event.attempts + 1 };
    await store.save(begun);
    const answer = await attempt(config, begun);
    if (isClosed) return;
    if (answer === "try-later") {
      const delayMs = Math.min(1000 * 2 ** throttles, LONGEST_BACKOFF_MS);
      const later = { ...event, dueAtEpochMs: clock.now() + delayMs };
      await store.save(later);
      schedule(later, throttles + 1);
    } else if (answer.kind === "payload") {
      await finish(config, begun, { condition: "Success", payload: answer.body.toString("utf8") });
    } else if (begun.attempts > maxRetries) {
      log.warn("lambda.async-exhausted", {
        requestId: begun.requestId,
        function: config.name,
        error: answer.payload,
      });
      await finish(config, begun, {
        condition: "RetriesExhausted",
        payload: answer.payload,
        failure: answer,
      });
    } else {
      const delayMs = RETRY_DELAYS_MS[begun.attempts - 1] ?? 0;
      const again = { ...begun, dueAtEpochMs: clock.now() + delayMs };
      await store.save(again);
      schedule(again);
    }
  };

  const attempt = async (config: FunctionConfig, { requestId, event }: PendingEvent) => {
    try {
      return await collect(await invoker.invoke(config, { requestId, event: Buffer.from(event) }));
    } catch (error) {
      if (error instanceof AwsError && (error.status === 429 || error.status >= 500)) return "try-later";
      throw error;
    }
  };

  return {
    async accept(config, event, requestId) {
      const now = clock.now();
      const pending: PendingEvent = {
        requestId,
        functionArn: config.arn,
        event: event.toString("utf8"),
        attempts: 0,
        acceptedAtEpochMs: now,
        dueAtEpochMs: now,
      };
      await store.save(pending);
      schedule(pending);
    },
    async resume() {
      for (const event of await store.load()) {
        if (invoker.has(event.functionArn)) schedule(event);
        else await discard(event);
      }
    },
    close() {
      isClosed = true;
      for (const cancel of timers.values()) cancel();
    },
  };
}
