/** The only way the domain learns the time. */
export interface Clock {
  /** ms since 1970 UTC. */
  now(): number;
}

/** The only source of randomness in the domain. */
export interface Ids {
  /** A new id that sorts by time: `prefix_` + ULID in lower case. */
  next(prefix: string): string;
  /** 128 random bits as hex, for what must not be guessed. */
  secret(): string;
  /** Whole, 0 ≤ n < `limit`. */
  random(limit: number): number;
}
