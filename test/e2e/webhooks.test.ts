import { setTimeout as pause } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import type { ServerSentEvent } from "../../bin/client/server-sent-events.ts";
import { addFault, bootProduct, forget, moveClock, newStateFolder, type Product } from "./booted-product.ts";
import { processesOf } from "./render-witness.ts";
import { type ReceivedPost, webhookReceiver } from "./webhook-receiver.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** The schedule that docs/webhooks.md promises. */
const SCHEDULE_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];

const delivery = z.object({
  id: z.string(),
  message_id: z.string(),
  event: z.string(),
  url: z.string(),
  status: z.enum(["pending", "delivered", "failed"]),
  attempts: z.number(),
  last_status: z.number().nullable(),
  last_error: z.string().nullable(),
});
const deliveries = z.object({ deliveries: z.array(delivery), next_cursor: z.string().nullable() });
const secrets = z.object({ secret: z.string(), previous_secret: z.string().nullable() });

let product: Product;
let receiver: Awaited<ReturnType<typeof webhookReceiver>>;

beforeAll(async () => {
  product = await bootProduct(newStateFolder());
  receiver = await webhookReceiver();
}, 300_000);
afterEach(() => {
  vi.restoreAllMocks();
  receiver.status = 204;
});
afterAll(async () => {
  receiver.close();
  await product.cloud.stop();
  forget(product.stateFolder);
});

/** Calls the Media API as the development account. */
async function call<T>(method: string, path: string, shape: z.ZodType<T>, body?: unknown): Promise<T> {
  const response = await fetch(new URL(`/api/v1/webhooks/${path}`, product.cloud.baseUrl), {
    method,
    headers: { authorization: `Bearer ${product.account.apiKey}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return shape.parse(await response.json());
}

const setEndpoint = (path: string) =>
  call("PUT", "endpoint", z.object({ url: z.string() }), { url: `${receiver.url}${path}` });

/** The newest delivery, once it is what it should be. */
async function newest(
  isRight: (each: z.infer<typeof delivery>) => boolean,
): Promise<z.infer<typeof delivery>> {
  for (let attempt = 0; ; attempt++) {
    const [first] = (await call("GET", "deliveries?limit=1", deliveries)).deliveries;
    if (first && isRight(first)) return first;
    if (attempt === 200) throw new Error(`the newest delivery stays ${JSON.stringify(first)}`);
    await pause(50);
  }
}

const EMPTY = { fps: 30, compositionWidth: 320, compositionHeight: 180, tracks: [], items: {}, assets: {} };

async function newProject(name: string, composition: object): Promise<number> {
  const body = { name, composition };
  return (await product.client.call("POST", "/api/video-project", z.object({ id: z.number() }), body)).id;
}

/** Reads a run to its end. @returns the job it worked on */
async function finished(events: AsyncIterable<ServerSentEvent>): Promise<string> {
  let jobId = "";
  for await (const { name, data } of events) {
    if (name === "plan_ready") jobId = z.object({ jobId: z.string() }).parse(data).jobId;
  }
  return jobId;
}

/** Starts a render that cannot succeed: what it is to show lies on a private address. */
async function startDoomedRender(webhookUrl?: string): Promise<number> {
  const id = await newProject("Doomed", {
    ...EMPTY,
    tracks: [{ id: "t", items: ["i"] }],
    items: { i: { id: "i", type: "image", assetId: "a", from: 0, durationInFrames: 30 } },
    assets: { a: { id: "a", type: "image", remoteUrl: "http://10.1.2.3/picture.png" } },
  });
  await product.client.call("POST", `/api/video-project/${id}/render`, z.unknown(), {
    ...(webhookUrl && { webhook_url: webhookUrl }),
  });
  return id;
}

/** What a receiver does with a POST; its clock is the account's. */
function verify(secret: string, { headers, body }: ReceivedPost): unknown {
  vi.spyOn(Date, "now").mockReturnValue(Number(headers["webhook-timestamp"]) * SECOND);
  try {
    return new Webhook(secret).verify(body, headers);
  } finally {
    vi.restoreAllMocks();
  }
}

const clockNow = async (): Promise<number> => {
  const response = await fetch(new URL("/clock", product.cloud.controlUrl));
  return z.object({ nowEpochMs: z.number() }).parse(await response.json()).nowEpochMs;
};

describe("webhooks of the booted product", () => {
  it("have routes that speak the Media API's language and count its requests", async () => {
    const get = (path: string, headers: Record<string, string> = {}) =>
      fetch(new URL(`/api/v1/${path}`, product.cloud.baseUrl), { headers });
    const stranger = await get("webhooks/endpoint");
    expect([stranger.status, await stranger.json()]).toMatchObject([
      401,
      { error: { code: "missing_api_key", type: "authentication_error" } },
    ]);
    const nowhere = await get("nothing");
    expect([nowhere.status, await nowhere.json()]).toMatchObject([404, { error: { code: "not_found" } }]);
    const known = await get("webhooks/endpoint", { authorization: `Bearer ${product.account.apiKey}` });
    expect(known.status).toBe(200);
    expect(Number(known.headers.get("x-ratelimit-limit"))).toBeGreaterThan(0);
  });

  it("tell the account's endpoint and the render's own that a render failed, once each, though the queue duplicates", {
    timeout: 3 * MINUTE,
  }, async () => {
    await addFault(product.cloud, { target: "queue:WebhooksQueue", kind: "duplicate" });
    await setEndpoint("/account");
    const from = receiver.posts.length;
    const projectId = await startDoomedRender(`${receiver.url}/own`);
    const posts = [await receiver.post(from + 1), await receiver.post(from + 2)];
    expect(posts.map(({ path }) => path).toSorted()).toEqual(["/account", "/own"]);
    const { secret } = await call("GET", "secret", secrets);
    for (const post of posts) {
      expect(verify(secret, post)).toMatchObject({
        type: "render.failed",
        data: { project_id: projectId, status: "failed", render_error: expect.stringContaining("10.1.2.3") },
      });
      expect(Math.abs(Number(post.headers["webhook-timestamp"]) * SECOND - (await clockNow()))).toBeLessThan(
        2 * MINUTE,
      );
    }
    await newest(({ status }) => status === "delivered");
    // Another event gets through after both copies of the first: there was no third POST.
    await startDoomedRender();
    expect((await receiver.post(from + 3)).headers["webhook-id"]).not.toBe(posts[0]?.headers["webhook-id"]);
    const { deliveries: all } = await call("GET", "deliveries", deliveries);
    expect(all.map(({ attempts }) => attempts)).toEqual(all.map(() => 1));
  });

  it("tell of a film that is partly made, of the same film made whole, and of a finished render, once each", {
    timeout: 4 * MINUTE,
  }, async () => {
    const { client, cloud } = product;
    await addFault(cloud, { target: "queue:WebhooksQueue", kind: "duplicate", times: 3 });
    await addFault(cloud, { target: "vendor:fal", kind: "fail", status: 422 });
    await setEndpoint("/account");
    const { secret } = await call("GET", "secret", secrets);
    const from = receiver.posts.length;
    const told = async (count: number) => verify(secret, await receiver.post(from + count));

    const projectId = await newProject("Tides", EMPTY);
    const request = { message: "Explain the tides in 2 scenes", projectId, composition: EMPTY };
    const jobId = await finished(client.stream("/api/agent", request));
    const about = { project_id: projectId, job_id: jobId, total_scenes: 2 };
    expect(await told(1)).toMatchObject({
      type: "job.partial",
      data: { ...about, status: "partial", remaining_scenes: 1 },
    });
    await finished(client.stream("/api/agent/resume", { jobId }));
    expect(await told(2)).toMatchObject({
      type: "job.completed",
      data: { ...about, status: "completed", remaining_scenes: 0 },
    });

    const blue = { id: "blue", type: "solid", color: "#1144cc", from: 0, durationInFrames: 30 };
    const film = { ...EMPTY, tracks: [{ id: "t", items: ["blue"] }], items: { blue } };
    const filmId = await newProject("Blue", film);
    await client.call("POST", `/api/video-project/${filmId}/render`, z.unknown(), {});
    const rendered = z
      .object({ type: z.literal("render.completed"), data: z.looseObject({ render_url: z.string() }) })
      .parse(await told(3));
    expect(rendered.data).toMatchObject({
      project_id: filmId,
      render_id: expect.any(String),
      status: "completed",
      duration_in_frames: 30,
      fps: 30,
    });
    const head = await fetch(rendered.data.render_url, { headers: { range: "bytes=4-7" } });
    expect([head.status, await head.text()]).toEqual([206, "ftyp"]);
    const { deliveries: all } = await call("GET", "deliveries?limit=3", deliveries);
    expect(all.map(({ event, attempts }) => [event, attempts])).toEqual([
      ["render.completed", 1],
      ["job.completed", 1],
      ["job.partial", 1],
    ]);
    expect(receiver.posts).toHaveLength(from + 3);
  });

  it("go through the whole schedule, end as a dead letter, and come back by redelivery", {
    timeout: 4 * MINUTE,
  }, async () => {
    await setEndpoint("/down");
    receiver.status = 307;
    const from = receiver.posts.length;
    await startDoomedRender();
    await receiver.post(from + 1);
    for (const [index, delayMs] of SCHEDULE_MS.entries()) {
      const attempts = index + 1;
      await newest((each) => each.attempts === attempts && each.last_status === 307);
      // The first delay is over in the time that a busy machine takes to look.
      if (delayMs > MINUTE) {
        await moveClock(product.cloud, delayMs * 0.9);
        expect(receiver.posts).toHaveLength(from + attempts);
      }
      // The jitter, and the sweep's minute.
      await moveClock(product.cloud, delayMs * (delayMs > MINUTE ? 0.3 : 1.2) + MINUTE);
      await receiver.post(from + attempts + 1);
    }
    const dead = await newest(({ status }) => status === "failed");
    expect(dead).toMatchObject({ attempts: 8, last_status: 307, last_error: "The endpoint answered 307." });
    const { deliveries: letters } = await call("GET", "deliveries?status=failed", deliveries);
    expect(letters.map(({ id }) => id)).toEqual([dead.id]);

    receiver.status = 200;
    await call("POST", `deliveries/${dead.id}/redeliver`, delivery);
    const again = await receiver.post(from + 9);
    expect(await newest(({ status }) => status === "delivered")).toMatchObject({ id: dead.id, attempts: 9 });
    const ofThisEvent = receiver.posts.slice(from);
    expect(new Set(ofThisEvent.map(({ headers }) => headers["webhook-id"]))).toEqual(
      new Set([dead.message_id]),
    );
    expect(new Set(ofThisEvent.map(({ body }) => body))).toEqual(new Set([again.body]));
  });

  it("are sent again when the sender died between the POST and writing it down; after a rotation both secrets sign", {
    timeout: 3 * MINUTE,
  }, async () => {
    await setEndpoint("/account");
    const before = await call("GET", "secret", secrets);
    const from = receiver.posts.length;
    let killed = 0;
    receiver.beforeAnswer = () => {
      for (const pid of processesOf("WebhookSender")) {
        process.kill(pid, "SIGKILL");
        killed += 1;
      }
      receiver.beforeAnswer = () => undefined;
    };
    await startDoomedRender();
    const first = await receiver.post(from + 1);
    expect(killed).toBeGreaterThanOrEqual(1);
    expect(verify(before.secret, first)).toMatchObject({ type: "render.failed" });
    expect(await newest(({ attempts }) => attempts === 1)).toMatchObject({
      status: "pending",
      last_status: null,
    });
    const rotated = await call("POST", "secret", secrets);
    expect(rotated.previous_secret).toBe(before.secret);
    await moveClock(product.cloud, 5 * MINUTE);
    const second = await receiver.post(from + 2);
    expect(second).toMatchObject({
      body: first.body,
      headers: { "webhook-id": first.headers["webhook-id"] },
    });
    for (const secret of [rotated.secret, before.secret]) {
      expect(verify(secret, second)).toMatchObject({ type: "render.failed" });
    }
    expect(() => verify(rotated.secret, first)).toThrow("No matching signature");
    expect(await newest(({ status }) => status === "delivered")).toMatchObject({
      message_id: first.headers["webhook-id"],
      attempts: 2,
    });
  });
});
