import { describe, expect, it } from "vitest";
import { NotFoundError } from "../../../core/contract/errors.ts";
import { acceptEvent } from "../../../core/webhooks/accept-event.ts";
import { redeliver } from "../../../core/webhooks/redeliver.ts";
import { RETRY_DELAYS_MS } from "../../../core/webhooks/schedule.ts";
import { sweepDeliveries } from "../../../core/webhooks/sweep-deliveries.ts";
import { ENDPOINT, HOUR, MINUTE, renderCompleted, SenderDied, USER, webhookWorld } from "./webhook-world.ts";

async function worldWithEndpoint() {
  const world = webhookWorld();
  await world.deps.webhooks.setEndpoint(USER, ENDPOINT, 0);
  return world;
}
type World = Awaited<ReturnType<typeof worldWithEndpoint>>;
const stateOf = async ({ deps }: World, id: string | undefined) => deps.webhooks.getDelivery(id ?? "");

/** Fails as often as it says, then takes everything. */
const failing = (times: number) => {
  let left = times;
  return async () => ({ status: left-- > 0 ? 500 : 204 });
};

describe("an event", () => {
  it("goes to nobody when nobody asked for it", async () => {
    const world = webhookWorld();
    expect(await world.accept(renderCompleted())).toEqual([]);
    expect(world.posts).toEqual([]);
  });

  it("goes to the account's endpoint and to the render's own URL, as one message", async () => {
    const world = await worldWithEndpoint();
    await world.startRender({ webhookUrl: "https://own.example.com/" });
    await world.accept(renderCompleted());
    expect(world.posts.map(({ url }) => url).toSorted()).toEqual([ENDPOINT, "https://own.example.com/"]);
    expect(new Set(world.posts.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(JSON.parse(world.posts[0]?.body ?? "")).toEqual({
      type: "render.completed",
      timestamp: new Date(world.startEpochMs).toISOString(),
      data: {
        project_id: 7,
        render_id: "render_1",
        status: "completed",
        render_url: "https://media.example.com/renders/x/film.mp4",
        duration_in_frames: 300,
        fps: 30,
      },
    });
  });

  it("goes once to a URL that is both", async () => {
    const world = await worldWithEndpoint();
    await world.startRender({ webhookUrl: ENDPOINT });
    await world.accept(renderCompleted());
    expect(world.posts).toHaveLength(1);
  });

  it("is sent once when the bus delivers it three times", async () => {
    const world = await worldWithEndpoint();
    const ids = await world.accept(renderCompleted(), 3);
    expect(ids).toHaveLength(1);
    expect(world.posts).toHaveLength(1);
    expect(await stateOf(world, ids[0])).toMatchObject({ state: "delivered", attempts: 1, lastStatus: 200 });
  });

  it("is sent once when its message is delivered to two senders at once", async () => {
    const world = await worldWithEndpoint();
    world.answer = failing(1);
    const [id] = await world.accept(renderCompleted());
    expect(world.posts).toHaveLength(1);
    world.clock.advance(7000);
    await world.attempt(id ?? "", 2);
    expect(world.posts).toHaveLength(2);
    expect(await stateOf(world, id)).toMatchObject({ state: "delivered", attempts: 2, failures: 1 });
  });

  it("does not move to another endpoint when it is delivered again, but waiting attempts do", async () => {
    const world = await worldWithEndpoint();
    world.answer = failing(1);
    const ids = await world.accept(renderCompleted());
    await world.deps.webhooks.setEndpoint(USER, "https://new.example.com/", 1);
    expect(await world.accept(renderCompleted())).toEqual(ids);
    await world.runUntil(world.startEpochMs + HOUR);
    expect(world.posts.map(({ url }) => url)).toEqual([ENDPOINT, "https://new.example.com/"]);
    expect(await stateOf(world, ids[0])).toMatchObject({
      state: "delivered",
      url: "https://new.example.com/",
    });
  });
});

describe("the schedule", () => {
  it("waits as documented, up to a fifth longer, and then keeps a dead letter", async () => {
    const world = await worldWithEndpoint();
    world.answer = async () => ({ status: 503 });
    const [id] = await world.accept(renderCompleted());
    await world.runUntil(world.startEpochMs + 40 * HOUR);
    const gaps = world.posts
      .slice(1)
      .map(({ atEpochMs }, at) => atEpochMs - (world.posts[at]?.atEpochMs ?? 0));
    expect(gaps).toHaveLength(RETRY_DELAYS_MS.length);
    for (const [at, gap] of gaps.entries()) {
      const delayMs = RETRY_DELAYS_MS[at] ?? 0;
      expect(gap).toBeGreaterThanOrEqual(delayMs);
      // The first is the queue's, in whole seconds; the others are found by the sweep of the next minute.
      expect(gap).toBeLessThanOrEqual(delayMs * 1.2 + (at === 0 ? 1000 : MINUTE));
    }
    expect(await stateOf(world, id)).toMatchObject({
      state: "failed",
      attempts: 8,
      failures: 8,
      lastStatus: 503,
      lastError: "The endpoint answered 503.",
    });
    expect(
      (await world.deps.webhooks.listDeliveries(USER, { state: "failed", limit: 9 })).deliveries,
    ).toHaveLength(1);
  });

  it("delivers to an endpoint that flaps", async () => {
    const world = await worldWithEndpoint();
    world.answer = failing(5);
    const [id] = await world.accept(renderCompleted());
    await world.runUntil(world.startEpochMs + 40 * HOUR);
    expect(world.posts).toHaveLength(6);
    expect(await stateOf(world, id)).toMatchObject({ state: "delivered", attempts: 6, failures: 5 });
    expect(await stateOf(world, id)).not.toHaveProperty("lastError");
  });

  it.each([
    [301, "The endpoint answered 301."],
    [404, "The endpoint answered 404."],
  ])("counts a %i as a failure that may pass", async (status, lastError) => {
    const world = await worldWithEndpoint();
    world.answer = async () => ({ status });
    const [id] = await world.accept(renderCompleted());
    expect(await stateOf(world, id)).toMatchObject({ state: "pending", failures: 1, lastError });
  });

  it("ends what has no endpoint any more", async () => {
    const world = await worldWithEndpoint();
    world.answer = failing(1);
    const [id] = await world.accept(renderCompleted());
    await world.deps.webhooks.setEndpoint(USER, undefined, 1);
    await world.runUntil(world.startEpochMs + HOUR);
    expect(world.posts).toHaveLength(1);
    expect(await stateOf(world, id)).toMatchObject({
      state: "failed",
      lastError: "The account has no endpoint any more.",
    });
  });

  it("orders what is due once, and again when the order was lost", async () => {
    const world = await worldWithEndpoint();
    world.answer = failing(1);
    await world.accept(renderCompleted());
    world.orders.length = 0;
    world.clock.advance(MINUTE);
    expect(await sweepDeliveries(world.deps)).toBe(1);
    expect(await sweepDeliveries(world.deps)).toBe(0);
    world.orders.length = 0;
    world.clock.advance(11 * MINUTE);
    expect(await sweepDeliveries(world.deps)).toBe(1);
    await world.runUntil(world.clock.now() + MINUTE);
    expect(world.posts).toHaveLength(2);
  });
});

describe("a sender that dies", () => {
  it("after the POST and before the write: the POST is made again, with the same id and body", async () => {
    const world = await worldWithEndpoint();
    let isFirst = true;
    world.answer = async () => {
      if (!isFirst) return { status: 200 };
      isFirst = false;
      throw new SenderDied();
    };
    const [id] = await world.accept(renderCompleted());
    expect(await stateOf(world, id)).toMatchObject({ state: "pending", isInFlight: true, attempts: 1 });
    // The queue's own redelivery comes while the dead sender's lease still holds: nobody sends.
    await world.attempt(id ?? "");
    expect(world.posts).toHaveLength(1);
    await world.runUntil(world.startEpochMs + 3 * MINUTE);
    expect(world.posts).toHaveLength(2);
    const [first, second] = world.posts;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(await stateOf(world, id)).toMatchObject({
      state: "delivered",
      attempts: 2,
      failures: 0,
      losses: 1,
    });
  });

  it("between making a delivery and sending it: the event's redelivery sends it", async () => {
    const world = await worldWithEndpoint();
    await acceptEvent(world.deps, renderCompleted(), world.startEpochMs);
    expect(world.posts).toHaveLength(0);
    await world.accept(renderCompleted());
    expect(world.posts).toHaveLength(1);
  });

  it("is found by the sweep when nothing else comes", async () => {
    const world = await worldWithEndpoint();
    await acceptEvent(world.deps, renderCompleted(), world.startEpochMs);
    await world.runUntil(world.startEpochMs + 3 * MINUTE);
    expect(world.posts).toHaveLength(1);
  });

  it("every time: the delivery ends as a dead letter", async () => {
    const world = await worldWithEndpoint();
    world.answer = async () => {
      throw new SenderDied();
    };
    const [id] = await world.accept(renderCompleted());
    await world.runUntil(world.startEpochMs + 3 * HOUR);
    expect(world.posts).toHaveLength(10);
    expect(await stateOf(world, id)).toMatchObject({ state: "failed", failures: 0 });
  });

  it("does not count it against the endpoint when the secrets cannot be read", async () => {
    const world = await worldWithEndpoint();
    const { secrets } = world.deps;
    Object.assign(world.deps, { secrets: async () => Promise.reject(new SenderDied()) });
    const [id] = await world.accept(renderCompleted());
    expect(await stateOf(world, id)).toMatchObject({ state: "pending", attempts: 0, isInFlight: false });
    Object.assign(world.deps, { secrets });
    await world.runUntil(world.startEpochMs + 3 * MINUTE);
    expect(await stateOf(world, id)).toMatchObject({ state: "delivered", attempts: 1 });
  });
});

describe("a redelivery", () => {
  it("brings a dead letter back, with the whole schedule before it", async () => {
    const world = await worldWithEndpoint();
    world.answer = failing(10);
    const [id = ""] = await world.accept(renderCompleted());
    await world.runUntil(world.startEpochMs + 40 * HOUR);
    expect(await stateOf(world, id)).toMatchObject({ state: "failed", attempts: 8 });
    expect(await redeliver(world.deps, USER, id)).toMatchObject({ state: "pending", failures: 0 });
    await world.runUntil(world.clock.now() + HOUR);
    expect(await stateOf(world, id)).toMatchObject({ state: "delivered", attempts: 11, failures: 2 });
  });

  it("sends what was delivered once more, and once when it is asked for twice", async () => {
    const world = await worldWithEndpoint();
    const [id = ""] = await world.accept(renderCompleted());
    await redeliver(world.deps, USER, id);
    await redeliver(world.deps, USER, id);
    await world.runUntil(world.clock.now() + HOUR);
    expect(world.posts).toHaveLength(2);
  });

  it("leaves alone what is being sent right now", async () => {
    const world = await worldWithEndpoint();
    const asked: unknown[] = [];
    world.answer = async () => {
      const { deliveries } = await world.deps.webhooks.listDeliveries(USER, { limit: 1 });
      asked.push(await redeliver(world.deps, USER, deliveries[0]?.deliveryId ?? ""));
      return { status: 200 };
    };
    await world.accept(renderCompleted());
    await world.runUntil(world.clock.now() + HOUR);
    expect(asked).toMatchObject([{ state: "pending", isInFlight: true }]);
    expect(world.posts).toHaveLength(1);
  });

  it("knows nothing of another account's", async () => {
    const world = await worldWithEndpoint();
    const [id = ""] = await world.accept(renderCompleted());
    await expect(redeliver(world.deps, "user_2", id)).rejects.toThrow(NotFoundError);
    await expect(redeliver(world.deps, USER, "whd_none")).rejects.toThrow(NotFoundError);
    expect(world.orders).toEqual([]);
  });
});
