import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile, writeJsonFile } from "../json-file.ts";

/** A message as SQS keeps it. All times are ms since 1970 UTC, moved. */
export interface Message {
  /** What callers see. Two copies of a duplicated message share it. */
  readonly messageId: string;
  /** Tells copies apart. */
  readonly copyId: string;
  /** Place in the queue. */
  readonly order: number;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly systemAttributes: Readonly<Record<string, string>>;
  readonly sentAtMs: number;
  readonly receiveCount: number;
  readonly firstReceivedAtMs?: number;
  readonly visibleAtMs: number;
  /** Whether somebody holds it: it was received and `visibleAtMs` is when that ends. */
  readonly isInFlight: boolean;
  /** In a dead-letter queue: the queue that it came from. */
  readonly deadLetterSourceArn?: string;
}

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64, as the JSON protocol carries it. */
  readonly BinaryValue?: string;
}

/** The messages of one queue, in memory and one file each, so that none is lost when the laptop stops. */
export class MessageStore {
  readonly #folder: string;
  readonly #messages = new Map<string, Message>();
  #nextOrder = 1;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    const loaded: Message[] = [];
    for (const name of readdirSync(folder)) {
      if (!name.endsWith(".json")) rmSync(join(folder, name));
      else loaded.push(readJsonFile(join(folder, name)) as unknown as Message);
    }
    for (const message of loaded.toSorted((a, b) => a.order - b.order)) {
      // Whoever held it is gone with the process that it ran in.
      const visibleAtMs = message.isInFlight ? 0 : message.visibleAtMs;
      this.#messages.set(message.copyId, { ...message, isInFlight: false, visibleAtMs });
      this.#nextOrder = message.order + 1;
    }
  }

  /** In order of arrival. */
  all(): Message[] {
    return [...this.#messages.values()];
  }

  get(copyId: string): Message | undefined {
    return this.#messages.get(copyId);
  }

  add(message: Omit<Message, "order">): Message {
    const added = { ...message, order: this.#nextOrder };
    this.#nextOrder += 1;
    this.put(added);
    return added;
  }

  put(message: Message): void {
    this.#messages.set(message.copyId, message);
    writeJsonFile(join(this.#folder, `${message.copyId}.json`), message);
  }

  remove(copyId: string): void {
    if (this.#messages.delete(copyId)) rmSync(join(this.#folder, `${copyId}.json`), { force: true });
  }
}
