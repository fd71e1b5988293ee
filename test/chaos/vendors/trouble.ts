/** What a vendor may do to one request. */
export type Trouble =
  /** Refuses it for good. */
  | "refuse"
  /** Says it is busy. */
  | "busy"
  /** Hangs up before it did anything. */
  | "drop"
  /** Does it, and hangs up before it says so. */
  | "lose"
  /** Takes it, and fails later. */
  | "fail"
  /** Answers what makes no sense. */
  | "garbage"
  /** Answers half a document. */
  | "cut"
  /** Makes a file that is no media. */
  | "junk"
  /** Works on it for long. */
  | "stall"
  /** Works on it and never ends. */
  | "hang"
  /** Forgets that it was asked. */
  | "forget";

/** Troubles in store, by a text that the request has. Each is met once. */
export interface TroubleStore {
  add(matching: string, after: number, trouble: Trouble): void;
  /** The trouble of a request with this text. */
  take(text: string): Trouble | undefined;
  /** Forgets what has not been met. */
  clear(matching: string): void;
}

export function troubleStore(): TroubleStore {
  let stored: { readonly matching: string; after: number; readonly trouble: Trouble }[] = [];
  return {
    add: (matching, after, trouble) => void stored.push({ matching, after, trouble }),
    take(text) {
      for (const entry of stored) {
        if (!text.includes(entry.matching)) continue;
        if (entry.after-- > 0) continue;
        stored = stored.filter((other) => other !== entry);
        return entry.trouble;
      }
      return undefined;
    },
    clear(matching) {
      stored = stored.filter((entry) => !entry.matching.includes(matching));
    },
  };
}
