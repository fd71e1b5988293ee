import type { KeyedRequest, KeyedRequestStore, RequestCounter } from "../../../core/ports/requests.ts";

export function inMemoryRequestCounter(): RequestCounter {
  const counts = new Map<string, number>();
  return {
    async count({ userId, kind, startEpochMs, limit }) {
      const name = `${userId} ${kind} ${startEpochMs}`;
      const count = (counts.get(name) ?? 0) + 1;
      if (count > limit) return undefined;
      counts.set(name, count);
      return count;
    },
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
