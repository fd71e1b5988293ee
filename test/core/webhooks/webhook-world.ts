import { signWebhook } from "../../../core/adapters/webhooks/sign-webhook.ts";
import { derivedSecrets } from "../../../core/adapters/webhooks/webhook-secrets.ts";
import type { BusEvent } from "../../../core/contract/bus-events.ts";
import type { Render } from "../../../core/ports/renders.ts";
import type { PostOutcome } from "../../../core/ports/webhooks.ts";
import { acceptEvent } from "../../../core/webhooks/accept-event.ts";
import { attemptDelivery } from "../../../core/webhooks/attempt-delivery.ts";
import { sweepDeliveries } from "../../../core/webhooks/sweep-deliveries.ts";
import type { SendDeps } from "../../../core/webhooks/webhook-deps.ts";
import { testClock } from "../../suites/in-memory/clock.ts";
import { inMemoryRenderStore } from "../../suites/in-memory/render-store.ts";
import { inMemoryWebhookStore } from "../../suites/in-memory/webhook-store.ts";

export const USER = "user_1";
export const ENDPOINT = "https://hooks.example.com/reelwright";
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const renderCompleted = (id = "render_1"): BusEvent => ({
  name: "render.completed",
  detail: {
    id: `render.completed:${id}`,
    userId: USER,
    projectId: 7,
    renderId: id,
    renderPath: "/renders/x/film.mp4",
    durationInFrames: 300,
    fps: 30,
    segments: [{ from: 0, durationInFrames: 300, renderer: "compositor" }],
  },
});

/** One POST as the endpoint saw it. */
export interface SeenPost {
  readonly url: string;
  readonly atEpochMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The sender's Lambda died. */
export class SenderDied extends Error {}

/** Bus, queue, sweep and endpoints, in memory; time passes in `runUntil` alone. */
export function webhookWorld() {
  const clock = testClock();
  const startEpochMs = clock.now();
  const webhooks = inMemoryWebhookStore();
  const renders = inMemoryRenderStore();
  const posts: SeenPost[] = [];
  const orders: { deliveryId: string; atEpochMs: number }[] = [];
  let randoms = 0;
  const world = {
    /** What the endpoint does with a POST. */
    answer: async (_post: SeenPost): Promise<PostOutcome> => ({ status: 200 }),
  };
  const deps: SendDeps = {
    clock,
    webhooks,
    renders,
    ids: {
      random(limit) {
        randoms += 379;
        return randoms % limit;
      },
    },
    secrets: derivedSecrets(async () => "a root of at least thirty-two characters"),
    sign: signWebhook,
    media: { baseUrl: async () => "https://media.example.com" },
    queue: {
      async order(deliveryIds, delayMs = 0) {
        const atEpochMs = clock.now() + Math.ceil(delayMs / 1000) * 1000;
        orders.push(...deliveryIds.map((deliveryId) => ({ deliveryId, atEpochMs })));
      },
    },
    async post(url, { headers, body }) {
      const seen = { url, atEpochMs: clock.now(), headers, body };
      posts.push(seen);
      return world.answer(seen);
    },
  };

  /** A message of the queue, as often as it is delivered. A sender that dies leaves it to the lease and the sweep. */
  const attempt = async (deliveryId: string, times = 1): Promise<void> => {
    const runs = Array.from({ length: times }, () => attemptDelivery(deps, deliveryId));
    for (const result of await Promise.allSettled(runs)) {
      if (result.status === "rejected" && !(result.reason instanceof SenderDied)) throw result.reason;
    }
  };

  const accept = async (event: BusEvent, times = 1): Promise<string[]> => {
    const ids = new Set<string>();
    for (let again = 0; again < times; again++) {
      for (const id of await acceptEvent(deps, event, startEpochMs)) {
        ids.add(id);
        await attempt(id);
      }
    }
    return [...ids];
  };

  /** Lets time pass: orders arrive when they are due, `copies` of each, and upkeep sweeps every minute. */
  const runUntil = async (untilEpochMs: number, copies = 1): Promise<void> => {
    let tickEpochMs = Math.ceil((clock.now() + 1) / MINUTE) * MINUTE;
    for (;;) {
      orders.sort((a, b) => a.atEpochMs - b.atEpochMs);
      const order = orders[0];
      const isOrder = order !== undefined && order.atEpochMs <= tickEpochMs;
      const atEpochMs = isOrder ? order.atEpochMs : tickEpochMs;
      if (atEpochMs > untilEpochMs) return;
      clock.advance(Math.max(0, atEpochMs - clock.now()));
      if (isOrder) {
        orders.shift();
        await attempt(order.deliveryId, copies);
      } else {
        await sweepDeliveries(deps);
        tickEpochMs += MINUTE;
      }
    }
  };

  const startRender = (fields: Partial<Render>) =>
    renders.create({
      renderId: "render_1",
      userId: USER,
      projectId: 7,
      state: "rendering",
      resolution: "source",
      outputPath: "/renders/x/film.mp4",
      createdAtEpochMs: 0,
      heartbeatAtEpochMs: 0,
      ...fields,
    });

  return Object.assign(world, {
    clock,
    startEpochMs,
    deps,
    posts,
    orders,
    accept,
    attempt,
    runUntil,
    startRender,
  });
}
