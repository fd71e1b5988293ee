import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RETRY_DELAYS_MS } from "../../../core/webhooks/schedule.ts";
import { rotateSecret } from "../../../core/webhooks/secret.ts";
import { ENDPOINT, HOUR, renderCompleted, SenderDied, USER, webhookWorld } from "./webhook-world.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const SCHEDULE_MS = RETRY_DELAYS_MS.reduce((sum, delayMs) => sum + delayMs, 0);

describe("a webhook (I8)", () => {
  it("is delivered, signed, while its endpoint recovers within the schedule, whatever dies or comes twice", async () => {
    const faults = fc.record({
      downForMs: fc.oneof(fc.integer({ min: 0, max: SCHEDULE_MS }), fc.constantFrom(0, SCHEDULE_MS)),
      /** Which POSTs lose their sender before it could write. */
      deaths: fc.uniqueArray(fc.nat(12), { maxLength: 9 }),
      eventCopies: fc.integer({ min: 1, max: 3 }),
      orderCopies: fc.integer({ min: 1, max: 3 }),
      rotatesAtPost: fc.nat(12),
    });
    await fc.assert(
      fc.asyncProperty(faults, async ({ downForMs, deaths, eventCopies, orderCopies, rotatesAtPost }) => {
        const world = webhookWorld();
        const { deps, startEpochMs } = world;
        await deps.webhooks.setEndpoint(USER, ENDPOINT, 0);
        const verifier = new Webhook(await deps.secrets(USER, 1));
        let taken = 0;
        world.answer = async ({ headers, body, atEpochMs }) => {
          const post = world.posts.length - 1;
          vi.setSystemTime(atEpochMs);
          expect(verifier.verify(body, headers)).toMatchObject({ type: "render.completed" });
          const isUp = atEpochMs >= startEpochMs + downForMs;
          if (isUp) taken += 1;
          if (post === rotatesAtPost) await rotateSecret(deps, USER);
          if (deaths.includes(post)) throw new SenderDied();
          return { status: isUp ? 200 : 500 };
        };
        const [id = ""] = await world.accept(renderCompleted(), eventCopies);
        await world.runUntil(startEpochMs + 60 * HOUR, orderCopies);
        expect(await deps.webhooks.getDelivery(id)).toMatchObject({ state: "delivered", isInFlight: false });
        // Once for the answer that was kept, and once for each that died with its sender.
        expect(taken).toBeGreaterThanOrEqual(1);
        expect(taken).toBeLessThanOrEqual(1 + deaths.length);
        expect(new Set(world.posts.map(({ body }) => body)).size).toBe(1);
      }),
      { numRuns: 60 },
    );
  });
});

describe("rotation", () => {
  const secretsOf = (world: ReturnType<typeof webhookWorld>) =>
    Promise.all([1, 2, 3].map((number) => world.deps.secrets(USER, number)));

  it("signs with the new secret and the one before, and no more with the one before that", async () => {
    const world = webhookWorld();
    const { deps, clock } = world;
    await deps.webhooks.setEndpoint(USER, ENDPOINT, 0);
    const [first = "", second = "", third = ""] = await secretsOf(world);
    expect(new Set([first, second, third, await deps.secrets("user_2", 1)]).size).toBe(4);
    const verifies = async (renderId: string) => {
      await world.accept(renderCompleted(renderId));
      vi.setSystemTime(clock.now());
      const { headers = {}, body = "" } = world.posts.at(-1) ?? {};
      return [first, second, third].map((secret) => {
        try {
          return new Webhook(secret).verify(body, headers) !== undefined;
        } catch {
          return false;
        }
      });
    };
    expect(await verifies("a")).toEqual([true, false, false]);
    expect(await rotateSecret(deps, USER)).toMatchObject({ secretNumber: 2 });
    expect(await verifies("b")).toEqual([true, true, false]);
    clock.advance(2 * HOUR);
    expect(await rotateSecret(deps, USER)).toMatchObject({ secretNumber: 3 });
    expect(await verifies("c")).toEqual([false, true, true]);
  });

  it("asked for twice within a minute, or by two at once, is one rotation", async () => {
    const { deps, clock } = webhookWorld();
    const both = await Promise.all([rotateSecret(deps, USER), rotateSecret(deps, USER)]);
    expect(both.map(({ secretNumber }) => secretNumber)).toEqual([2, 2]);
    clock.advance(59_000);
    expect(await rotateSecret(deps, USER)).toMatchObject({ secretNumber: 2 });
    clock.advance(1000);
    expect(await rotateSecret(deps, USER)).toMatchObject({ secretNumber: 3 });
  });
});
