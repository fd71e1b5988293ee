import { randomUUID } from "node:crypto";
import { AwsError, type Clock } from "../../types.ts";
import { type Message, type MessageAttribute, MessageStore } from "./message-store.ts";
import type { QueueConfiguration } from "./queue-configuration.ts";

export interface NewMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly systemAttributes: Readonly<Record<string, string>>;
  readonly delayMs: number;
}

export interface Received {
  readonly message: Message;
  readonly receiptHandle: string;
}

/** Where a queue's messages go after too many receives. */
export type DeadLetter = (message: Message) => void;

/** A standard queue: at least once, roughly in order, every time by the moved clock. */
export class Queue {
  readonly configuration: QueueConfiguration;
  readonly #store: MessageStore;
  readonly #clock: Clock;
  readonly #deadLetter: DeadLetter;
  readonly #waiting = new Set<() => void>();
  #cancelTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(configuration: QueueConfiguration, folder: string, clock: Clock, deadLetter: DeadLetter) {
    this.configuration = configuration;
    this.#store = new MessageStore(folder);
    this.#clock = clock;
    this.#deadLetter = deadLetter;
  }

  send(message: NewMessage): void {
    const nowMs = this.#clock.now();
    this.#store.add({
      messageId: message.messageId,
      copyId: randomUUID(),
      body: message.body,
      attributes: message.attributes,
      systemAttributes: message.systemAttributes,
      sentAtMs: nowMs,
      receiveCount: 0,
      visibleAtMs: nowMs + message.delayMs,
      isInFlight: false,
    });
    this.#changed();
  }

  /** Takes a message over from another queue (redrive, in either direction). */
  accept(message: Message, deadLetterSourceArn: string | undefined): void {
    const { deadLetterSourceArn: _previous, ...rest } = message;
    this.#store.add({
      ...rest,
      copyId: randomUUID(),
      isInFlight: false,
      visibleAtMs: 0,
      ...(deadLetterSourceArn === undefined ? { receiveCount: 0 } : { deadLetterSourceArn }),
    });
    this.#changed();
  }

  /** Hands every visible message to `take` and removes it here. */
  drain(take: (message: Message) => void): number {
    const visible = this.#live().filter((message) => message.visibleAtMs <= this.#clock.now());
    for (const message of visible) {
      take(message);
      this.#store.remove(message.copyId);
    }
    return visible.length;
  }

  /** Up to `most` messages, waiting up to `waitMs` for the first. */
  async receive(most: number, waitMs: number, visibilityMs: number): Promise<Received[]> {
    const deadlineMs = this.#clock.now() + waitMs;
    for (;;) {
      const received = this.#take(most, visibilityMs);
      if (received.length > 0 || this.#isClosed || this.#clock.now() >= deadlineMs) return received;
      await this.#nextChange(deadlineMs - this.#clock.now());
    }
  }

  /** An outdated handle succeeds and deletes nothing, as in AWS. */
  delete(receiptHandle: string): void {
    const message = this.#holding(receiptHandle);
    if (message !== undefined) this.#store.remove(message.copyId);
  }

  /** @throws AwsError `MessageNotInflight` */
  changeVisibility(receiptHandle: string, visibilityMs: number): void {
    const message = this.#holding(receiptHandle);
    if (message === undefined || !message.isInFlight || message.visibleAtMs <= this.#clock.now()) {
      throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
    }
    const isInFlight = visibilityMs > 0;
    this.#store.put({ ...message, isInFlight, visibleAtMs: this.#clock.now() + visibilityMs });
    this.#changed();
  }

  purge(): void {
    for (const message of this.#store.all()) this.#store.remove(message.copyId);
  }

  counts(): { visible: number; inFlight: number; delayed: number } {
    const nowMs = this.#clock.now();
    const messages = this.#live();
    const hidden = messages.filter((message) => message.visibleAtMs > nowMs);
    const inFlight = hidden.filter((message) => message.isInFlight).length;
    return { visible: messages.length - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#wake();
  }

  #take(most: number, visibilityMs: number): Received[] {
    const nowMs = this.#clock.now();
    const received: Received[] = [];
    for (const message of this.#live()) {
      if (received.length >= most) break;
      if (message.visibleAtMs > nowMs) continue;
      const { redrive } = this.configuration;
      if (redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount) {
        this.#deadLetter(message);
        this.#store.remove(message.copyId);
        continue;
      }
      const taken: Message = {
        ...message,
        receiveCount: message.receiveCount + 1,
        firstReceivedAtMs: message.firstReceivedAtMs ?? nowMs,
        visibleAtMs: nowMs + visibilityMs,
        isInFlight: true,
      };
      this.#store.put(taken);
      received.push({ message: taken, receiptHandle: handleOf(taken) });
    }
    if (received.length > 0) this.#changed();
    return received;
  }

  /** Messages that their retention has not ended. */
  #live(): Message[] {
    const oldestMs = this.#clock.now() - this.configuration.retentionSeconds * 1000;
    return this.#store.all().filter((message) => {
      if (message.sentAtMs > oldestMs) return true;
      this.#store.remove(message.copyId);
      return false;
    });
  }

  #holding(receiptHandle: string): Message | undefined {
    const [copyId = "", count] = Buffer.from(receiptHandle, "base64url").toString("utf8").split("#");
    if (count === undefined)
      throw new AwsError("ReceiptHandleIsInvalid", "The specified receipt handle isn't valid.");
    const message = this.#store.get(copyId);
    return message?.receiveCount === Number(count) ? message : undefined;
  }

  #nextChange(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const cancel = this.#clock.after(atMostMs, done);
      this.#waiting.add(done);
    });
  }

  /** Wakes whoever waits, and again when the next hidden message becomes visible. */
  #changed(): void {
    this.#wake();
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const nowMs = this.#clock.now();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { visibleAtMs } of this.#store.all())
      if (visibleAtMs > nowMs) nextMs = Math.min(nextMs, visibleAtMs);
    if (nextMs < Number.POSITIVE_INFINITY && !this.#isClosed) {
      this.#cancelTimer = this.#clock.after(nextMs - nowMs, () => this.#changed());
    }
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}

function handleOf(message: Message): string {
  return Buffer.from(`${message.copyId}#${message.receiveCount}`).toString("base64url");
}
