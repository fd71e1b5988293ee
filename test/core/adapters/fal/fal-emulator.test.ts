import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FalMediaMaker } from "../../../../core/adapters/fal/fal-media-maker.ts";
import { ProviderError, TransientError } from "../../../../core/contract/errors.ts";
import type { VendorJob, VendorJobState } from "../../../../core/ports/media-makers.ts";
import { download, type OpenFal, openFal } from "../../../local/vendors/fal/open-fal.ts";

let fal: OpenFal;
let maker: FalMediaMaker;
beforeAll(async () => {
  fal = await openFal();
  maker = new FalMediaMaker({ apiKey: async () => "local-emulated-key", baseUrl: fal.url });
});
afterAll(() => fal.close());

const image = { prompt: "a lighthouse by the sea", width: 640, height: 360, seed: 3 };

async function settled(
  job: VendorJob,
  check: (job: VendorJob) => Promise<VendorJobState>,
): Promise<VendorJobState> {
  return vi.waitUntil(
    async () => {
      const state = await check(job);
      return state.state === "waiting" ? undefined : state;
    },
    { timeout: 60_000, interval: 50 },
  );
}
const whenDone = (job: VendorJob) => settled(job, (each) => maker.checkImage(each));

async function addressOf(job: VendorJob): Promise<string> {
  const state = await whenDone(job);
  if (state.state !== "ready") throw new Error(`the job is ${JSON.stringify(state)}`);
  return state.url;
}

describe("the adapter for fal on the emulator", () => {
  it("makes a picture", async () => {
    const state = await whenDone(await maker.startImage(image));
    expect(state).toMatchObject({ state: "ready", mimeType: "image/jpeg" });
    const bytes = await download(state.state === "ready" ? state.url : "");
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  });

  it("changes a picture of ours, of which the vendor gets a copy", async () => {
    const sourceImageUrl = await addressOf(await maker.startImage(image));
    const job = await maker.startImage({ ...image, prompt: "make it night", sourceImageUrl });
    expect(job.model).toBe("fal-ai/flux-pro/kontext");
    expect((await download(await addressOf(job))).length).toBeGreaterThan(2000);
  });

  it("makes a clip from a picture", { timeout: 120_000 }, async () => {
    const sourceImageUrl = await addressOf(await maker.startImage(image));
    const job = await maker.startVideo({
      prompt: "slow zoom",
      aspectRatio: "16:9",
      durationInSeconds: 5,
      sourceImageUrl,
    });
    const state = await settled(job, (each) => maker.checkVideo(each));
    expect(state).toMatchObject({ state: "ready", mimeType: "video/mp4" });
    const bytes = await download(state.state === "ready" ? state.url : "");
    expect(bytes.subarray(4, 8).toString("latin1")).toBe("ftyp");
  });

  it("fails over a source picture that is not there", async () => {
    const gone = { ...image, sourceImageUrl: `${fal.url}/files/gone.png` };
    await expect(maker.startImage(gone)).rejects.toBeInstanceOf(ProviderError);
  });

  it("meets every fault with a word of what to do", async () => {
    fal.order({ kind: "overload" });
    await expect(maker.startImage(image)).rejects.toBeInstanceOf(TransientError);
    fal.order({ kind: "kill" });
    await expect(maker.startImage(image)).rejects.toBeInstanceOf(TransientError);
    fal.order({ kind: "fail", status: 422, error: "content policy" });
    expect(await whenDone(await maker.startImage(image))).toMatchObject({
      state: "failed",
      isRetryable: false,
    });
    fal.order({ kind: "fail" });
    expect(await whenDone(await maker.startImage(image))).toMatchObject({
      state: "failed",
      isRetryable: true,
    });
    fal.order({ kind: "garbage" });
    expect(await whenDone(await maker.startImage(image))).toMatchObject({
      state: "failed",
      isRetryable: true,
    });
  });

  it("cancels, also twice, and then knows the job as failed", async () => {
    fal.order({ kind: "stall" });
    const job = await maker.startImage(image);
    await vi.waitFor(async () => expect(await maker.checkImage(job)).toEqual({ state: "waiting" }));
    await maker.cancel(job);
    await maker.cancel(job);
    expect(await whenDone(job)).toMatchObject({ state: "failed", isRetryable: false });
  });

  it("is refused without a key", async () => {
    const stranger = new FalMediaMaker({ apiKey: async () => "unset", baseUrl: fal.url });
    await expect(stranger.startImage(image)).rejects.toThrow("refused this deployment's key");
  });
});
