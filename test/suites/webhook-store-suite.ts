import { describe, expect, it } from "vitest";
import type { Delivery, WebhookStore } from "../../core/ports/webhooks.ts";

/** The claims that every WebhookStore must satisfy. */
export function webhookStoreSuite(name: string, makeStore: () => Promise<WebhookStore>): void {
  let count = 0;
  const newUser = () => `user-${name}-${++count}`;
  const deliveryOf = (fields: Partial<Delivery> = {}): Delivery => ({
    deliveryId: `whd_${name}_${++count}`,
    version: 1,
    userId: "user",
    target: "account",
    url: "https://example.com/hook",
    event: {
      name: "render.failed",
      detail: { id: "e", userId: "user", projectId: 7, renderId: "r", error: "It broke." },
    },
    occurredAtEpochMs: 900,
    state: "pending",
    attempts: 0,
    failures: 0,
    losses: 0,
    isInFlight: false,
    nextAttemptAtEpochMs: 1000,
    sweepAtEpochMs: 1000,
    createdAtEpochMs: 1000,
    expiresAtEpochMs: 9_000_000_000_000,
    ...fields,
  });

  describe(`webhooks (${name})`, () => {
    it("are off until an account sets an endpoint, and again when it takes it away", async () => {
      const store = await makeStore();
      const userId = newUser();
      expect(await store.getSettings(userId)).toEqual({ userId, secretNumber: 1 });
      await store.setEndpoint(userId, "https://example.com/", 5);
      await store.setEndpoint(userId, "https://example.com/hook", 6);
      expect(await store.getSettings(userId)).toEqual({
        userId,
        secretNumber: 1,
        endpointUrl: "https://example.com/hook",
        endpointSetAtEpochMs: 6,
      });
      await store.setEndpoint(userId, undefined, 7);
      expect(await store.getSettings(userId)).toEqual({ userId, secretNumber: 1, endpointSetAtEpochMs: 7 });
    });

    it("rotate the secret once when two ask at once, and keep the endpoint", async () => {
      const store = await makeStore();
      const userId = newUser();
      await store.setEndpoint(userId, "https://example.com/", 5);
      const both = await Promise.all([store.rotateSecret(userId, 1, 10), store.rotateSecret(userId, 1, 10)]);
      expect(both.toSorted()).toEqual([false, true]);
      expect(await store.rotateSecret(userId, 1, 11)).toBe(false);
      expect(await store.rotateSecret(userId, 2, 12)).toBe(true);
      expect(await store.getSettings(userId)).toEqual({
        userId,
        secretNumber: 3,
        rotatedAtEpochMs: 12,
        endpointUrl: "https://example.com/",
        endpointSetAtEpochMs: 5,
      });
      expect(await store.rotateSecret(newUser(), 2, 12)).toBe(false);
    });

    it("keep a delivery whole, and let one of two writers of a version win", async () => {
      const store = await makeStore();
      const delivery = deliveryOf();
      const made = await Promise.all([store.putDelivery(delivery, 0), store.putDelivery(delivery, 0)]);
      expect(made.toSorted()).toEqual([false, true]);
      expect(await store.getDelivery(delivery.deliveryId)).toEqual(delivery);
      const next: Delivery = {
        ...delivery,
        version: 2,
        state: "delivered",
        attempts: 3,
        failures: 2,
        losses: 1,
        lastAttemptAtEpochMs: 4000,
        lastStatus: 200,
        lastError: "before",
        deliveredAtEpochMs: 4001,
      };
      const written = await Promise.all([store.putDelivery(next, 1), store.putDelivery(next, 1)]);
      expect(written.toSorted()).toEqual([false, true]);
      expect(await store.getDelivery(delivery.deliveryId)).toEqual(next);
      await store.putDelivery({ ...delivery, version: 3 }, 2);
      expect(await store.getDelivery(delivery.deliveryId)).toEqual({ ...delivery, version: 3 });
      expect(await store.getDelivery("whd_none")).toBeUndefined();
      expect(await store.putDelivery(deliveryOf(), 4)).toBe(false);
    });

    it("list an account's own deliveries in pages, the newest first, each once", async () => {
      const store = await makeStore();
      const userId = newUser();
      const made = [1, 2, 3, 4, 5].map((at) => deliveryOf({ userId, createdAtEpochMs: at * 10 }));
      for (const delivery of [...made, deliveryOf({ userId: newUser() })])
        await store.putDelivery(delivery, 0);
      const seen: string[] = [];
      const sizes: number[] = [];
      let before: string | undefined;
      do {
        const page = await store.listDeliveries(userId, { limit: 2, ...(before && { before }) });
        seen.push(...page.deliveries.map(({ deliveryId }) => deliveryId));
        sizes.push(page.deliveries.length);
        before = page.next;
      } while (before !== undefined);
      expect(seen).toEqual(made.map(({ deliveryId }) => deliveryId).toReversed());
      expect(sizes).toEqual([2, 2, 1]);
      expect((await store.listDeliveries(userId, { limit: 5 })).next).toBeUndefined();
    });

    it("find the failed ones among many others", async () => {
      const store = await makeStore();
      const userId = newUser();
      const states = Array.from({ length: 130 }, (_, at) => (at % 60 === 0 ? "failed" : "delivered"));
      const made = states.map((state, at) => deliveryOf({ userId, state, createdAtEpochMs: at }));
      await Promise.all(made.map((delivery) => store.putDelivery(delivery, 0)));
      const failed = made.filter(({ state }) => state === "failed").map(({ deliveryId }) => deliveryId);
      expect(failed).toHaveLength(3);
      const first = await store.listDeliveries(userId, { state: "failed", limit: 2 });
      expect(first.deliveries.map(({ deliveryId }) => deliveryId)).toEqual([failed[2], failed[1]]);
      const second = await store.listDeliveries(userId, {
        state: "failed",
        limit: 2,
        before: first.next ?? "none",
      });
      expect(second.deliveries.map(({ deliveryId }) => deliveryId)).toEqual([failed[0]]);
      expect(second.next).toBeUndefined();
    });

    it("give the pending ones that are due, the longest waiting first", async () => {
      const store = await makeStore();
      const [late, early, future] = [300, 200, 5000].map((sweepAtEpochMs) => deliveryOf({ sweepAtEpochMs }));
      const done = deliveryOf({ sweepAtEpochMs: 100, state: "failed" });
      if (!late || !early || !future) throw new Error("not made");
      for (const delivery of [late, early, future, done]) await store.putDelivery(delivery, 0);
      const ours = [late, early, future, done].map(({ deliveryId }) => deliveryId);
      const due = async (epochMs: number) =>
        (await store.listDue(epochMs, 100))
          .map(({ deliveryId }) => deliveryId)
          .filter((id) => ours.includes(id));
      expect(await due(301)).toEqual([early.deliveryId, late.deliveryId]);
      expect(await due(300)).toEqual([early.deliveryId]);
      await store.putDelivery({ ...early, version: 2, state: "delivered" }, 1);
      expect(await due(301)).toEqual([late.deliveryId]);
    });
  });
}
