import { AppError, InvalidRequestError } from "../contract/errors.ts";
import type { KeyedRequest, KeyedRequestStore } from "../ports/requests.ts";
import type { Clock, Ids } from "../ports/time-and-ids.ts";

/** How long a key is remembered, in ms. */
const REMEMBERED_FOR_MS = 24 * 3_600_000;
/** Longer than any of the requests takes to be answered; after that its worker is dead, and a repeat takes over. */
const LEASE_MS = 60_000;
const MAX_KEY_CHARACTERS = 255;

/** 422: the key was used for a request that said something else. */
export class KeyReusedError extends AppError {
  constructor() {
    super("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used for another request.", {
      httpStatus: 422,
    });
  }
}

/** 409: the first request with the key is not answered yet. */
export class RequestUnderwayError extends AppError {
  constructor() {
    super("REQUEST_UNDERWAY", "The request with this Idempotency-Key is still being worked on.", {
      httpStatus: 409,
      isRetryable: true,
    });
  }
}

export interface KeyedRequestDeps {
  readonly keyedRequests: KeyedRequestStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What is stored of a request that begins. */
export interface BegunRequest {
  readonly stored: KeyedRequest;
  /** Nobody began it before: nothing can have been done under its `workId`. */
  readonly isFirst: boolean;
}

/**
 * Begins a request that has an Idempotency-Key: the sender gets one answer, however often it is sent within 24 hours.
 *
 * @returns `stored` with an `answer`: that is what the sender gets; without one, the caller does the work under its
 *   `workId`, then stores its answer or, when it refused, forgets the key. A repeat whose first worker died has the
 *   first one's `workId`
 * @throws {InvalidRequestError} 400, not a key @throws {KeyReusedError} 422 @throws {RequestUnderwayError} 409
 */
export async function beginKeyedRequest(
  { keyedRequests, clock, ids }: KeyedRequestDeps,
  wanted: Pick<KeyedRequest, "userId" | "route" | "key" | "fingerprint">,
): Promise<BegunRequest> {
  if (!/^[\x21-\x7e]+$/.test(wanted.key) || wanted.key.length > MAX_KEY_CHARACTERS) {
    const message = `must have 1 to ${MAX_KEY_CHARACTERS} visible ASCII characters`;
    throw new InvalidRequestError("INVALID_PARAMETERS", [{ path: "Idempotency-Key", message }]);
  }
  const now = clock.now();
  const leaseUntilEpochMs = now + LEASE_MS;
  const fresh: KeyedRequest = {
    ...wanted,
    workId: ids.next("keyed"),
    leaseUntilEpochMs,
    expiresAtEpochMs: now + REMEMBERED_FOR_MS,
  };
  const stored = await keyedRequests.claim(fresh, now);
  if (stored.workId === fresh.workId) return { stored, isFirst: true };
  if (stored.fingerprint !== wanted.fingerprint) throw new KeyReusedError();
  if (stored.answer !== undefined) return { stored, isFirst: false };
  if (stored.leaseUntilEpochMs > now) throw new RequestUnderwayError();
  if (!(await keyedRequests.takeOver(stored, leaseUntilEpochMs))) throw new RequestUnderwayError();
  return { stored: { ...stored, leaseUntilEpochMs }, isFirst: false };
}
