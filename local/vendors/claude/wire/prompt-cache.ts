import { createHash } from "node:crypto";
import type { Clock } from "../../../types.ts";
import type { PromptPiece } from "./count-tokens.ts";

const TTL_MS = { "5m": 5 * 60_000, "1h": 60 * 60_000 } as const;
/** From a marked block the vendor looks this many blocks back for something it has kept. */
const LOOK_BACK_BLOCKS = 20;

/** How the input tokens of a request divide; the three add up to the whole prompt. */
export interface InputUsage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation: {
    readonly ephemeral_5m_input_tokens: number;
    readonly ephemeral_1h_input_tokens: number;
  };
}

interface Kept {
  readonly ttl: "5m" | "1h";
  expiresAtEpochMs: number;
}

/**
 * Remembers the prefixes that requests marked with `cache_control`, by hash, for 5 minutes (or 1 hour) of emulated
 * time; reading one keeps it for another such time.
 */
export class PromptCache {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts one request in, and keeps what it marked.
   *
   * @param owner what caches are never shared across: the key and the model
   * @param minTokens prefixes shorter than this are not kept, silently, as at the vendor
   */
  admit(owner: string, pieces: readonly PromptPiece[], minTokens: number): InputUsage {
    const now = this.#clock.now();
    for (const [hash, kept] of this.#kept) {
      if (kept.expiresAtEpochMs <= now) this.#kept.delete(hash);
    }
    const prefixes = prefixesOf(owner, pieces);
    const total = prefixes.at(-1)?.tokens ?? 0;
    const marks = prefixes.flatMap((prefix, index) => (prefix.ttl === undefined ? [] : [index]));

    const hit = marks
      .flatMap((mark) => lookBack(mark))
      .filter((index) => this.#kept.has(prefixes[index]?.hash ?? ""))
      .reduce((best, index) => Math.max(best, index), -1);
    const readTokens = prefixes[hit]?.tokens ?? 0;
    const found = this.#kept.get(prefixes[hit]?.hash ?? "");
    if (found !== undefined) found.expiresAtEpochMs = now + TTL_MS[found.ttl];

    const created = { "5m": 0, "1h": 0 };
    let upTo = readTokens;
    for (const mark of marks) {
      const prefix = prefixes[mark];
      if (prefix?.ttl === undefined || prefix.tokens < minTokens || mark <= hit) continue;
      created[prefix.ttl] += prefix.tokens - upTo;
      upTo = prefix.tokens;
      this.#kept.set(prefix.hash, { ttl: prefix.ttl, expiresAtEpochMs: now + TTL_MS[prefix.ttl] });
    }
    return {
      input_tokens: total - upTo,
      cache_creation_input_tokens: upTo - readTokens,
      cache_read_input_tokens: readTokens,
      cache_creation: {
        ephemeral_5m_input_tokens: created["5m"],
        ephemeral_1h_input_tokens: created["1h"],
      },
    };
  }
}

interface Prefix {
  readonly hash: string;
  /** Of the whole prefix. */
  readonly tokens: number;
  readonly ttl?: "5m" | "1h";
}

function prefixesOf(owner: string, pieces: readonly PromptPiece[]): Prefix[] {
  let hash = createHash("sha256").update(owner).digest("hex");
  let tokens = 0;
  return pieces.map((piece) => {
    hash = createHash("sha256").update(hash).update(piece.identity).digest("hex");
    tokens += piece.tokens;
    return piece.ttl === undefined ? { hash, tokens } : { hash, tokens, ttl: piece.ttl };
  });
}

function lookBack(mark: number): number[] {
  const first = Math.max(0, mark - LOOK_BACK_BLOCKS + 1);
  return Array.from({ length: mark - first + 1 }, (_, step) => first + step);
}
