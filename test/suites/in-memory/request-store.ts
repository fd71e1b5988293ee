import type {
  KeyedRequest,
  KeyedRequestStore,
  RequestCounter,
  RequestWindow,
} from "../../../core/ports/requests.ts";

export function inMemoryRequestCounter(): RequestCounter {
  const counts = new Map<string, number>();
  const names = new Set<string>();
  const nameOf = ({ userId, kind, startEpochMs }: RequestWindow) => `${userId} ${kind} ${startEpochMs}`;
  const add = (window: RequestWindow): number | undefined => {
    const count = (counts.get(nameOf(window)) ?? 0) + 1;
    if (count > window.limit) return undefined;
    counts.set(nameOf(window), count);
    return count;
  };
  return {
    count: async (window) => add(window),
    async countOnce(window, name) {
      const { userId, kind } = window;
      const full = `${userId} ${kind} ${name}`;
      if (names.has(full)) return true;
      if (add(window) === undefined) return false;
      names.add(full);
      return true;
    },
    counted: async (window) => counts.get(nameOf(window)) ?? 0,
  };
}

export function inMemoryKeyedRequestStore(): KeyedRequestStore {
  const stored = new Map<string, KeyedRequest>();
  const nameOf = ({ userId, route, key }: KeyedRequest) => `${userId} ${route} ${key}`;
  const unanswered = (request: KeyedRequest): KeyedRequest | undefined => {
    const found = stored.get(nameOf(request));
    return found?.workId === request.workId && found.answer === undefined ? found : undefined;
  };
  return {
    async claim(request, nowEpochMs) {
      const found = stored.get(nameOf(request));
      if (found !== undefined && found.expiresAtEpochMs > nowEpochMs) return found;
      stored.set(nameOf(request), request);
      return request;
    },
    async takeOver(request, leaseUntilEpochMs) {
      const found = unanswered(request);
      if (found?.leaseUntilEpochMs !== request.leaseUntilEpochMs) return false;
      stored.set(nameOf(request), { ...found, leaseUntilEpochMs });
      return true;
    },
    async answer(request, answer) {
      const found = unanswered(request);
      if (found !== undefined) stored.set(nameOf(request), { ...found, answer });
    },
    async forget(request) {
      if (unanswered(request) !== undefined) stored.delete(nameOf(request));
    },
  };
}
