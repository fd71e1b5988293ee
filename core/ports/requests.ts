/** A stretch of time in which an account may ask for something so many times. */
export interface RequestWindow {
  readonly userId: string;
  /** What is counted; two kinds have nothing to do with each other. */
  readonly kind: "requests" | "regenerations" | "failures" | "cancels" | "uploads";
  /** ms since 1970 UTC. */
  readonly startEpochMs: number;
  readonly endEpochMs: number;
  /** Requests in the window, at most; 1 or more. */
  readonly limit: number;
}

export interface RequestCounter {
  /**
   * Counts one request, in one conditional write.
   * @returns how many there were with this one; undefined when there had been `limit` before it
   */
  count(window: RequestWindow): Promise<number | undefined>;
  /**
   * Counts what has a name, once: the same again is not counted, in a later window either.
   * @returns false when there had been `limit` before it; true also when it was counted before
   */
  countOnce(window: RequestWindow, name: string): Promise<boolean>;
  /** How many were counted in the window; consistent. */
  counted(window: RequestWindow): Promise<number>;
}

/** A request that its sender named with an Idempotency-Key. */
export interface KeyedRequest {
  readonly userId: string;
  /** Method and path as the route declares them: keys of two routes have nothing to do with each other. */
  readonly route: string;
  readonly key: string;
  /** Of everything the sender could say differently the second time. */
  readonly fingerprint: string;
  /** Names what the request starts, so that whoever repeats it after a crash starts the same and not another. */
  readonly workId: string;
  /** While it lasts, somebody is at work on the request; ms since 1970 UTC. */
  readonly leaseUntilEpochMs: number;
  /** When it is forgotten, ms since 1970 UTC. */
  readonly expiresAtEpochMs: number;
  /** JSON; absent until the request was answered. */
  readonly answer?: string;
}

/** Every method is one conditional write, and a consistent read where it says what is stored. */
export interface KeyedRequestStore {
  /**
   * Stores the request if its key is free on its route, or if what has it expired before `nowEpochMs`.
   * @returns what is stored now
   */
  claim(request: KeyedRequest, nowEpochMs: number): Promise<KeyedRequest>;
  /** Takes over from somebody whose lease was `request.leaseUntilEpochMs`. @returns false when another one was faster */
  takeOver(request: KeyedRequest, leaseUntilEpochMs: number): Promise<boolean>;
  /** Keeps the answer of a request that has none; the first one stays. */
  answer(request: KeyedRequest, answer: string): Promise<void>;
  /** Frees the key of a request without an answer. */
  forget(request: KeyedRequest): Promise<void>;
}
