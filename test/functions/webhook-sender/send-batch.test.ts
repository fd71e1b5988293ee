import { describe, expect, it, vi } from "vitest";
import { createLogger } from "../../../functions/runtime/logger.ts";
import { sendBatch, type WebhookSenderDeps } from "../../../functions/webhook-sender/send-batch.ts";
import { ENDPOINT, renderCompleted, USER, webhookWorld } from "../../core/webhooks/webhook-world.ts";

async function sender() {
  const world = webhookWorld();
  await world.deps.webhooks.setEndpoint(USER, ENDPOINT, 0);
  const logger = createLogger("test");
  const lines: unknown[] = [];
  vi.spyOn(logger, "info").mockImplementation((...line) => void lines.push(line));
  vi.spyOn(logger, "error").mockImplementation((...line) => void lines.push(line));
  const deps: WebhookSenderDeps = { ...world.deps, logger };
  const send = (...bodies: string[]) =>
    sendBatch(deps, { Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) });
  return { world, deps, send, lines };
}

/** As a rule of EventBridge puts it into a queue. */
const envelope = (fields: Record<string, unknown> = {}) => {
  const { name, detail } = renderCompleted();
  return JSON.stringify({
    version: "0",
    id: "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": name,
    source: "reelwright",
    account: "000000000000",
    time: "2026-11-15T11:59:58Z",
    region: "us-east-1",
    resources: [],
    detail,
    ...fields,
  });
};

const none = { batchItemFailures: [] };

describe("the webhook sender", () => {
  it("sends an event once, though its message comes three times and twice in one batch", async () => {
    const { world, send } = await sender();
    expect(await send(envelope(), envelope())).toEqual(none);
    expect(await send(envelope({ id: "the bus's own id differs", time: "2026-11-15T12:00:09Z" }))).toEqual(
      none,
    );
    expect(world.posts).toHaveLength(1);
    expect(JSON.parse(world.posts[0]?.body ?? "")).toMatchObject({ timestamp: "2026-11-15T11:59:58.000Z" });
  });

  it("takes a failing endpoint for no failure of the message, and sends when it is ordered to", async () => {
    const { world, send } = await sender();
    world.answer = async () => ({ status: 500 });
    expect(await send(envelope())).toEqual(none);
    const order = JSON.stringify({ deliveryId: world.orders[0]?.deliveryId });
    expect(await send(order)).toEqual(none);
    expect(world.posts).toHaveLength(1);
    world.clock.advance(7000);
    expect(await send(order, order)).toEqual(none);
    expect(world.posts).toHaveLength(2);
  });

  it.each([
    ["no JSON", "{"],
    ["an event that does not exist", envelope({ "detail-type": "render.exploded" })],
    ["an event without its fields", envelope({ detail: { id: "e" } })],
    ["a key of every object", envelope({ "detail-type": "constructor" })],
  ])("gives back %s alone, to be parked in the end", async (_case, body) => {
    const { world, send } = await sender();
    expect(await send(body, envelope())).toEqual({ batchItemFailures: [{ itemIdentifier: "m0" }] });
    expect(world.posts).toHaveLength(1);
  });

  it("gives a message back when it cannot read the account's settings", async () => {
    const { world, send } = await sender();
    vi.spyOn(world.deps.webhooks, "getSettings").mockRejectedValueOnce(new Error("throttled"));
    expect(await send(envelope())).toEqual({ batchItemFailures: [{ itemIdentifier: "m0" }] });
    expect(await send(envelope())).toEqual(none);
    expect(world.posts).toHaveLength(1);
  });

  it("writes no secret, signature or URL into its log", async () => {
    const { deps, world, send, lines } = await sender();
    world.answer = async () => ({ error: "hooks.example.com could not be reached." });
    await send(envelope(), "{");
    const log = JSON.stringify(lines);
    expect(lines).not.toEqual([]);
    expect(log).not.toContain(await deps.secrets(USER, 1));
    expect(log).not.toContain("v1,");
    expect(log).not.toContain(ENDPOINT);
  });
});
