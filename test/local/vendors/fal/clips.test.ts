import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { difference, download, type OpenFal, openFal, probe, spread, thumbnail } from "./open-fal.ts";

let fal: OpenFal;
let folder: string;
beforeAll(async () => {
  fal = await openFal();
  folder = await mkdtemp(join(tmpdir(), "fal-clips-"));
});
afterAll(async () => {
  await fal.close();
  await rm(folder, { recursive: true });
});

async function clip(model: string, input: Record<string, unknown>, name: string): Promise<string> {
  const { data } = await fal.client.subscribe(model, { input, pollInterval: 100 });
  const { video } = data as {
    video: { url: string; content_type: string; file_name: string; file_size: number };
  };
  expect(video.content_type).toBe("video/mp4");
  const bytes = await download(video.url);
  expect(bytes.length).toBe(video.file_size);
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
}

describe("fal's clips", () => {
  it("from text have the asked shape and length, and move", { timeout: 120_000 }, async () => {
    const prompt = "a whale and fish in the ocean in the rain";
    const file = await clip(
      "fal-ai/kling-video/v1.6/standard/text-to-video",
      { prompt, aspect_ratio: "9:16", duration: "5" },
      "whale.mp4",
    );
    const facts = await probe(file);
    expect(facts).toMatchObject({ codec: "h264", width: 720, height: 1280, frames: 120 });
    expect(facts.seconds).toBeCloseTo(5, 1);
    const frames = await Promise.all([0, 1, 2.5, 4.9].map((at) => thumbnail(file, at)));
    for (const frame of frames) expect(spread(frame)).toBeGreaterThan(10);
    const [first = new Uint8Array(), , , last = new Uint8Array()] = frames;
    expect(difference(first, last)).toBeGreaterThan(2);
  });

  it("from a picture begin with it", { timeout: 120_000 }, async () => {
    const { data } = await fal.client.subscribe("fal-ai/flux/schnell" as string, {
      input: { prompt: "a castle on a mountain", image_size: { width: 640, height: 480 } },
      pollInterval: 50,
    });
    const url = (data as { images: { url: string }[] }).images[0]?.url ?? "";
    const picture = join(folder, "castle.jpg");
    await writeFile(picture, await download(url));
    const input = { prompt: "slow push in", image_url: url, duration: "5" };
    const file = await clip("fal-ai/kling-video/v2.1/standard/image-to-video", input, "castle.mp4");
    expect(await probe(file)).toMatchObject({ codec: "h264", width: 960, height: 720, frames: 120 });
    expect(difference(await thumbnail(picture), await thumbnail(file))).toBeLessThan(15);
  });

  it("refuse lengths and shapes that the model does not have", async () => {
    for (const wrong of [{ duration: "7" }, { duration: 5 }, { aspect_ratio: "4:3" }]) {
      const submitted = fal.client.queue.submit("fal-ai/kling-video/v1.6/standard/text-to-video", {
        input: { prompt: "x", ...wrong } as never,
      });
      await expect(submitted).rejects.toMatchObject({ status: 422 });
    }
  });
});
