import { describe, expect, it } from "vitest";
import type { KeyedRequest, KeyedRequestStore, RequestCounter } from "../../core/ports/requests.ts";

/** The claims that every RequestCounter must satisfy. */
export function requestCounterSuite(name: string, makeCounter: () => RequestCounter): void {
  const window = (userId: string, limit: number, startEpochMs = 0) => ({
    userId,
    kind: "requests" as const,
    limit,
    startEpochMs,
    endEpochMs: startEpochMs + 60_000,
  });

  describe(`RequestCounter on ${name}`, () => {
    it("counts exactly to the limit when 50 come at once", async () => {
      const counter = makeCounter();
      const counts = await Promise.all(Array.from({ length: 50 }, () => counter.count(window("many", 30))));
      const counted = counts.filter((count) => count !== undefined);
      expect(counted.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
      expect(counts.filter((count) => count === undefined)).toHaveLength(20);
    });

    it("begins anew in the next window, and counts each account and kind by itself", async () => {
      const counter = makeCounter();
      expect(await counter.count(window("one", 1))).toBe(1);
      expect(await counter.count(window("one", 1))).toBeUndefined();
      expect(await counter.count(window("one", 1, 60_000))).toBe(1);
      expect(await counter.count(window("other", 1))).toBe(1);
      expect(await counter.count({ ...window("one", 1), kind: "regenerations" })).toBe(1);
    });

    it("counts what has a name once, at once and in a later window, and exactly to the limit", async () => {
      const counter = makeCounter();
      const same = Array.from({ length: 20 }, () => counter.countOnce(window("named", 3), "a"));
      expect(new Set(await Promise.all(same))).toEqual(new Set([true]));
      expect(await counter.counted(window("named", 3))).toBe(1);
      const others = Array.from({ length: 20 }, (_, index) =>
        counter.countOnce(window("named", 3), `b${index}`),
      );
      expect((await Promise.all(others)).filter(Boolean)).toHaveLength(2);
      expect(await counter.countOnce(window("named", 3), "a")).toBe(true);
      expect(await counter.countOnce(window("named", 3, 60_000), "a")).toBe(true);
      expect(await counter.counted(window("named", 3, 60_000))).toBe(0);
      expect(await counter.countOnce({ ...window("named", 3), kind: "cancels" }, "a")).toBe(true);
      expect(await counter.counted({ ...window("named", 3), kind: "cancels" })).toBe(1);
      expect(await counter.counted(window("named", 3))).toBe(3);
      expect(await counter.counted(window("nobody", 3))).toBe(0);
    });

    it("lets a larger plan go on in the same window", async () => {
      const counter = makeCounter();
      await counter.count(window("upgraded", 1));
      expect(await counter.count(window("upgraded", 2))).toBe(2);
    });
  });
}

/** The claims that every KeyedRequestStore must satisfy. */
export function keyedRequestStoreSuite(name: string, makeStore: () => KeyedRequestStore): void {
  let count = 0;
  const request = (fields: Partial<KeyedRequest> = {}): KeyedRequest => ({
    userId: "user",
    route: "POST /things",
    key: `key-${++count}`,
    fingerprint: "f",
    workId: `work-${count}`,
    leaseUntilEpochMs: 1000,
    expiresAtEpochMs: 5000,
    ...fields,
  });

  describe(`KeyedRequestStore on ${name}`, () => {
    it("gives one of many who claim a key at once their own request, and the others that one", async () => {
      const store = makeStore();
      const { key } = request();
      const claims = await Promise.all(Array.from({ length: 12 }, () => store.claim(request({ key }), 0)));
      expect(new Set(claims.map(({ workId }) => workId)).size).toBe(1);
    });

    it("keeps keys of two routes and two accounts apart", async () => {
      const store = makeStore();
      const first = request();
      await store.claim(first, 0);
      const { key } = first;
      for (const other of [request({ key, route: "POST /others" }), request({ key, userId: "someone" })]) {
        expect(await store.claim(other, 0)).toEqual(other);
      }
    });

    it("keeps the first answer until the key expires", async () => {
      const store = makeStore();
      const first = request();
      await store.claim(first, 0);
      await store.answer(first, "one");
      await store.answer(first, "two");
      const { key } = first;
      expect(await store.claim(request({ key }), 4999)).toEqual({ ...first, answer: "one" });
      const later = request({ key, expiresAtEpochMs: 9000 });
      expect(await store.claim(later, 5000)).toEqual(later);
    });

    it("frees a key that was not answered, and no other", async () => {
      const store = makeStore();
      const [refused, answered] = [request(), request()];
      await store.claim(refused, 0);
      await store.claim(answered, 0);
      await store.answer(answered, "one");
      await store.forget(refused);
      await store.forget(answered);
      const again = request({ key: refused.key });
      expect(await store.claim(again, 0)).toEqual(again);
      expect(await store.claim(request({ key: answered.key }), 0)).toEqual({ ...answered, answer: "one" });
    });

    it("lets one of many take over from a dead worker", async () => {
      const store = makeStore();
      const first = request();
      await store.claim(first, 0);
      const taken = await Promise.all(Array.from({ length: 8 }, () => store.takeOver(first, 2000)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      const stored = await store.claim(request({ key: first.key }), 0);
      expect(stored).toEqual({ ...first, leaseUntilEpochMs: 2000 });
    });
  });
}
