import type { Log } from "../types.ts";

/** What has to be ended, the last begun first. */
export interface Closers {
  add(name: string, close: () => Promise<void> | void): void;
  /** Ends everything, whatever fails on the way. A second call waits for the first. */
  closeAll(): Promise<void>;
}

export function createClosers(log: Log): Closers {
  const entries: { name: string; close: () => Promise<void> | void }[] = [];
  let closing: Promise<void> | undefined;
  const closeInTurn = async () => {
    for (const { name, close } of entries.reverse()) {
      try {
        await close();
      } catch (error) {
        log.warn("boot.close-failed", { name, error });
      }
    }
  };
  return {
    add: (name, close) => {
      entries.push({ name, close });
    },
    closeAll: () => {
      closing ??= closeInTurn();
      return closing;
    },
  };
}
