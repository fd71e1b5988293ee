import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { download, type OpenFal, openFal } from "./open-fal.ts";

let fal: OpenFal;
beforeAll(async () => {
  fal = await openFal();
});
afterAll(() => fal.close());

const flux = "fal-ai/flux/schnell" as string;
const input = { prompt: "a cat", image_size: { width: 256, height: 256 } };
const submit = async (prompt = "a cat") =>
  (await fal.client.queue.submit(flux, { input: { ...input, prompt } })).request_id;
const statusOf = async (requestId: string, model = flux) =>
  (await fal.client.queue.status(model, { requestId })).status;
const whenDone = (requestId: string) =>
  fal.client.queue.subscribeToStatus(flux, { requestId, pollInterval: 20 });

async function rawSubmit(): Promise<Response> {
  return fetch(`${fal.url}/queue.fal.run/${flux}`, {
    method: "POST",
    headers: { authorization: "Key k" },
    body: JSON.stringify(input),
  });
}

describe("faults of fal", () => {
  it("overload refuses a submission, once", async () => {
    fal.order({ kind: "overload" });
    const refused = await rawSubmit();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect((await rawSubmit()).status).toBe(200);
  });

  it("kill drops the connection", async () => {
    fal.order({ kind: "kill" });
    await expect(rawSubmit()).rejects.toThrow("fetch failed");
  });

  it("fail completes a request without a result, only for the prompt it was told", async () => {
    fal.order({ kind: "fail", matching: "forbidden", status: 422, error: "content policy" });
    const fine = await submit("a friendly cat");
    const failed = await submit("a forbidden cat");
    await whenDone(fine);
    await expect(fal.client.queue.result(flux, { requestId: fine })).resolves.toBeDefined();
    expect(await whenDone(failed)).toMatchObject({
      status: "COMPLETED",
      error: expect.stringContaining("content policy"),
    });
    await expect(fal.client.queue.result(flux, { requestId: failed })).rejects.toMatchObject({
      status: 422,
      body: { detail: "content policy" },
    });
  });

  it("delay keeps a request queued until its time has come", async () => {
    fal.order({ kind: "delay", delayMs: 3_600_000 });
    const requestId = await submit();
    expect(await statusOf(requestId)).toBe("IN_QUEUE");
    fal.clock.advance(3_600_000);
    await whenDone(requestId);
  });

  it("stall keeps a request in progress, and others pass it", async () => {
    fal.order({ kind: "stall" });
    const stalled = await submit();
    await whenDone(await submit());
    expect(await statusOf(stalled)).toBe("IN_PROGRESS");
    await expect(fal.client.queue.result(flux, { requestId: stalled })).rejects.toMatchObject({
      status: 400,
    });
    await fal.client.queue.cancel(flux, { requestId: stalled });
    expect(await whenDone(stalled)).toMatchObject({ error_type: "client_cancelled" });
  });

  it("garbage is a result of the wrong shape, or a file that is no picture", async () => {
    fal.order({ kind: "garbage" });
    const shapeless = await submit();
    await whenDone(shapeless);
    const { data } = await fal.client.queue.result(flux, { requestId: shapeless });
    expect(data).not.toHaveProperty("images");
    fal.order({ kind: "garbage", error: "file" });
    const broken = await submit();
    await whenDone(broken);
    const { data: result } = await fal.client.queue.result(flux, { requestId: broken });
    expect(
      (await download((result as { images: { url: string }[] }).images[0]?.url ?? "")).toString(),
    ).toContain("no media");
  });
});

describe("a restart of the fal emulator", () => {
  it("finishes what was begun, keeps what was made, and serves it at its new address", async () => {
    const before = await submit("a dog");
    await whenDone(before);
    fal.order({ kind: "delay", delayMs: 3_600_000 });
    const begun = await submit("a horse");
    await fal.restart();
    await whenDone(begun);
    for (const requestId of [before, begun]) {
      const { data } = await fal.client.queue.result(flux, { requestId });
      const url = (data as { images: { url: string }[] }).images[0]?.url ?? "";
      expect(url).toContain(fal.url);
      expect((await download(url)).length).toBeGreaterThan(2000);
    }
  });

  it("takes up again what was being painted", { timeout: 120_000 }, async () => {
    const kling = "fal-ai/kling-video/v1.6/standard/text-to-video" as string;
    const { request_id: requestId } = await fal.client.queue.submit(kling, {
      input: { prompt: "a dancing bear" },
    });
    await vi.waitFor(async () => expect(await statusOf(requestId, kling)).toBe("IN_PROGRESS"), {
      timeout: 30_000,
    });
    await fal.restart();
    const done = await fal.client.queue.subscribeToStatus(kling, { requestId, pollInterval: 100 });
    expect(done).not.toHaveProperty("error");
    await expect(fal.client.queue.result(kling, { requestId })).resolves.toMatchObject({
      data: { video: { content_type: "video/mp4" } },
    });
  });

  it("cancels a request once; a second cancellation and one of a finished request are refused", async () => {
    fal.order({ kind: "stall" });
    const requestId = await submit();
    await vi.waitFor(async () => expect(await statusOf(requestId)).toBe("IN_PROGRESS"));
    await fal.client.queue.cancel(flux, { requestId });
    await expect(fal.client.queue.cancel(flux, { requestId })).rejects.toMatchObject({ status: 400 });
  });
});
