import { afterEach, describe, expect, it } from "vitest";
import { FalMediaMaker } from "../../../../core/adapters/fal/fal-media-maker.ts";
import { ProviderError, TransientError } from "../../../../core/contract/errors.ts";
import { type Recorded, replayFal } from "./replay-fal.ts";

let fal: Awaited<ReturnType<typeof replayFal>>;
afterEach(() => fal.close());

async function replay(...answers: Recorded[]): Promise<FalMediaMaker> {
  fal = await replayFal(...answers);
  return new FalMediaMaker({ apiKey: async () => "id:secret", baseUrl: `${fal.url}/`, timeoutMs: 1000 });
}

const image = { prompt: "a red apple", width: 1920, height: 1080, seed: 7 };
const video = { prompt: "a wave", aspectRatio: "9:16", durationInSeconds: 6 } as const;
const job = { vendorJobId: "req-1", model: "fal-ai/flux/dev" };
const queued: Recorded = {
  body: {
    status: "IN_QUEUE",
    request_id: "req-1",
    queue_position: 0,
    response_url: "…",
    status_url: "…",
    cancel_url: "…",
  },
};
const completed: Recorded = {
  body: { status: "COMPLETED", request_id: "req-1", logs: null, metrics: { inference_time: 1.2 } },
};
const picture = {
  url: "https://v3.fal.media/files/penguin/x.jpg",
  width: 1024,
  height: 576,
  content_type: "image/jpeg",
};

describe("starting at fal", () => {
  it("submits a picture to the queue, with the key, in a size that the model draws", async () => {
    const maker = await replay(queued);
    expect(await maker.startImage(image)).toEqual(job);
    const [{ method, path, headers, body } = { method: "", path: "", headers: {}, body: {} }] = fal.asked;
    expect([method, path, headers.authorization]).toEqual([
      "POST",
      "/queue.fal.run/fal-ai/flux/dev",
      "Key id:secret",
    ]);
    expect(body).toEqual({
      prompt: "a red apple",
      image_size: { width: 1920, height: 1088 },
      num_images: 1,
      seed: 7,
      output_format: "jpeg",
    });
  });

  it("submits a clip in one of the lengths that the model has", async () => {
    const maker = await replay(queued);
    expect(await maker.startVideo(video)).toEqual({
      vendorJobId: "req-1",
      model: "fal-ai/kling-video/v1.6/standard/text-to-video",
    });
    expect(fal.asked[0]?.body).toEqual({ prompt: "a wave", duration: "10", aspect_ratio: "9:16" });
  });

  it.each([429, 500, 502, 503, 504])("reports %i as passing, and asks only once", async (status) => {
    const maker = await replay({ status, body: { detail: "busy" } });
    await expect(maker.startImage(image)).rejects.toBeInstanceOf(TransientError);
    expect(fal.asked).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 422])("reports %i as final", async (status) => {
    const maker = await replay({
      status,
      body: { detail: [{ loc: ["body", "prompt"], msg: "too long", type: "value_error" }] },
    });
    await expect(maker.startImage(image)).rejects.toBeInstanceOf(ProviderError);
  });

  it("says what is wrong with a request, and nothing of the key", async () => {
    const maker = await replay({
      status: 422,
      body: { detail: [{ loc: ["body", "prompt"], msg: "prompt is too long", type: "value_error" }] },
    });
    const error = await maker.startImage(image).catch((reason: unknown) => reason);
    expect(String(error)).toContain("prompt is too long");
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it.each([
    ["half a document", { body: '{"request_id": "re' }],
    ["a page", { body: "<html>down</html>", type: "text/html" }],
    ["no id", { body: { status: "IN_QUEUE" } }],
  ])("reports an answer of %s as passing", async (_, answer) => {
    const maker = await replay(answer);
    await expect(maker.startImage(image)).rejects.toBeInstanceOf(TransientError);
  });

  it("reports a vendor that is not there as passing, at once", async () => {
    const maker = await replay();
    await fal.close();
    await expect(maker.startImage(image)).rejects.toMatchObject({
      name: "TransientError",
      isRetryable: true,
    });
  });

  it("asks for the key at every call, and passes on that it is not set", async () => {
    fal = await replayFal();
    const unset = async () => {
      throw new ProviderError("The secret reelwright/fal-api-key is not set.");
    };
    await expect(new FalMediaMaker({ apiKey: unset, baseUrl: fal.url }).startImage(image)).rejects.toThrow(
      "not set",
    );
    expect(fal.asked).toEqual([]);
  });
});

describe("looking at a job at fal", () => {
  it.each(["IN_QUEUE", "IN_PROGRESS"])("waits while it is %s", async (status) => {
    const maker = await replay({ status: 202, body: { status, request_id: "req-1", logs: null } });
    expect(await maker.checkImage(job)).toEqual({ state: "waiting" });
    expect(fal.asked[0]).toMatchObject({
      method: "GET",
      path: "/queue.fal.run/fal-ai/flux/requests/req-1/status?logs=0",
    });
  });

  it("gives the address and type of a picture", async () => {
    const maker = await replay(completed, {
      body: { images: [picture], seed: 7, prompt: "a red apple", has_nsfw_concepts: [false] },
    });
    expect(await maker.checkImage(job)).toEqual({ state: "ready", url: picture.url, mimeType: "image/jpeg" });
    expect(fal.asked[1]?.path).toBe("/queue.fal.run/fal-ai/flux/requests/req-1");
  });

  it("gives the address and type of a clip", async () => {
    const url = "https://v3.fal.media/files/lion/x.mp4";
    const maker = await replay(completed, { body: { video: { url } } });
    const clip = { vendorJobId: "req-1", model: "fal-ai/kling-video/v1.6/standard/text-to-video" };
    expect(await maker.checkVideo(clip)).toEqual({ state: "ready", url, mimeType: "video/mp4" });
    expect(fal.asked[0]?.path).toBe("/queue.fal.run/fal-ai/kling-video/requests/req-1/status?logs=0");
  });

  it.each([
    [
      422,
      { detail: [{ loc: ["body", "prompt"], msg: "content policy", type: "content_policy_violation" }] },
      false,
      "content policy",
    ],
    [500, { detail: "Internal Server Error" }, true, "Internal Server Error"],
    [499, { detail: "cancelled" }, false, "cancelled"],
  ])("fails a job whose result is %i", async (status, body, isRetryable, text) => {
    const maker = await replay(completed, { status, body });
    expect(await maker.checkImage(job)).toEqual({
      state: "failed",
      message: expect.stringContaining(text),
      isRetryable,
    });
  });

  it.each([
    ["another shape", { body: { unexpected: [42] } }],
    ["no picture", { body: { images: [] } }],
    ["no address", { body: { images: [{ url: "not an address" }] } }],
    ["a page", { body: "<html></html>", type: "text/html" }],
  ])("fails a job whose result is %s, so that it is made again", async (_, answer) => {
    const maker = await replay(completed, answer);
    expect(await maker.checkImage(job)).toMatchObject({ state: "failed", isRetryable: true });
  });

  it("fails a job that fal no longer knows, so that it is made again", async () => {
    const maker = await replay({ status: 404, body: { detail: "Request not found" } });
    expect(await maker.checkImage(job)).toMatchObject({ state: "failed", isRetryable: true });
  });

  it.each([429, 502, 503])("does not judge a job by a gateway's %i", async (status) => {
    const onStatus = await replay({ status, body: "" });
    await expect(onStatus.checkImage(job)).rejects.toBeInstanceOf(TransientError);
    await fal.close();
    const onResult = await replay(completed, { status, body: "" });
    await expect(onResult.checkImage(job)).rejects.toBeInstanceOf(TransientError);
  });

  it("asks about the same job twice with the same answer", async () => {
    const result = { body: { images: [picture] } };
    const maker = await replay(completed, result, completed, result);
    expect(await maker.checkImage(job)).toEqual(await maker.checkImage(job));
  });
});

describe("cancelling at fal", () => {
  it("asks the queue to stop the job", async () => {
    const maker = await replay({ status: 202, body: { status: "CANCELLATION_REQUESTED" } });
    await maker.cancel(job);
    expect(fal.asked[0]).toMatchObject({
      method: "PUT",
      path: "/queue.fal.run/fal-ai/flux/requests/req-1/cancel",
    });
  });

  it.each([400, 404])("takes %i for done: there is nothing left to stop", async (status) => {
    const maker = await replay({ status, body: { status: "ALREADY_COMPLETED" } });
    await expect(maker.cancel(job)).resolves.toBeUndefined();
  });

  it("reports that it could not ask", async () => {
    const maker = await replay({ status: 503, body: "" });
    await expect(maker.cancel(job)).rejects.toBeInstanceOf(TransientError);
  });
});
