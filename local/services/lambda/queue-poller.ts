import type { ServiceContext } from "../../types.ts";
import { collect } from "./collect.ts";
import { queueUrlOf } from "./destinations.ts";
import type { FunctionConfig } from "./function-config.ts";
import type { Invoker } from "./invoker.ts";
import { failedMessages, type QueueMessage, queueEvent, readMessages } from "./queue-message.ts";
import type { QueueSource } from "./queue-source-config.ts";

/** A short wait, because a message may come into sight by a move of the clock. AWS waits 20 s. */
const WAIT_SECONDS = 2;
const RECEIVE_LIMIT = 10;
const RETRY_MS = 1000;

/** Feeds a function from a queue until it is stopped. Messages are left in the queue when the function fails. */
export interface QueuePoller {
  stop(): void;
}

export function pollQueue(
  context: ServiceContext,
  invoker: Invoker,
  source: QueueSource,
  config: FunctionConfig,
): QueuePoller {
  const { internal, log } = context;
  const QueueUrl = queueUrlOf(context, source.queueArn);
  const stopped = new AbortController();
  let inFlight = 0;
  let onSlotFree: (() => void) | undefined;

  const receive = async (limit: number, waitSeconds: number) =>
    readMessages(
      await internal.call(config.roleArn, "sqs", "ReceiveMessage", {
        QueueUrl,
        MaxNumberOfMessages: Math.min(limit, RECEIVE_LIMIT),
        WaitTimeSeconds: waitSeconds,
        AttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      }),
    );

  const receiveBatch = async () => {
    const batch = await receive(source.batchSize, WAIT_SECONDS);
    const endsAtMs = performance.now() + source.windowMs;
    while (batch.length > 0 && batch.length < source.batchSize && !stopped.signal.aborted) {
      const leftMs = endsAtMs - performance.now();
      if (leftMs <= 0) break;
      const more = await receive(
        source.batchSize - batch.length,
        Math.min(Math.ceil(leftMs / 1000), WAIT_SECONDS),
      );
      batch.push(...more);
    }
    return batch;
  };

  const handle = async (batch: QueueMessage[]) => {
    const event = Buffer.from(JSON.stringify(queueEvent(source.queueArn, batch)));
    const answer = await collect(await invoker.invoke(config, { requestId: crypto.randomUUID(), event }));
    if (answer.kind === "failure") return;
    const failed = source.reportsItemFailures
      ? failedMessages(answer.body.toString("utf8"), batch)
      : new Set();
    if (failed === "all") {
      log.warn("lambda.batch-answer-malformed", { function: config.name, queue: source.queueArn });
      return;
    }
    await remove(batch.filter((message) => !failed.has(message.MessageId)));
  };

  const remove = async (messages: readonly QueueMessage[]) => {
    for (let at = 0; at < messages.length; at += RECEIVE_LIMIT) {
      const Entries = messages.slice(at, at + RECEIVE_LIMIT).map(({ ReceiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle,
      }));
      await internal.call(config.roleArn, "sqs", "DeleteMessageBatch", { QueueUrl, Entries });
    }
  };

  const slot = async () => {
    while (inFlight >= source.maxConcurrency && !stopped.signal.aborted) {
      await new Promise<void>((resolve) => {
        onSlotFree = resolve;
      });
    }
  };

  const dispatch = (batch: QueueMessage[]) => {
    inFlight += 1;
    handle(batch)
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) log.warn("lambda.batch-failed", { function: config.name, error });
      })
      .finally(() => {
        inFlight -= 1;
        onSlotFree?.();
      });
  };

  const poll = async () => {
    while (!stopped.signal.aborted) {
      await slot();
      try {
        const batch = await receiveBatch();
        if (batch.length > 0 && !stopped.signal.aborted) dispatch(batch);
      } catch (error) {
        if (stopped.signal.aborted) return;
        // A missing grant shows up here; it must be seen, and must not spin.
        log.warn("lambda.poll-failed", { function: config.name, queue: source.queueArn, error });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  };
  void poll();

  return {
    stop() {
      stopped.abort();
      onSlotFree?.();
    },
  };
}
