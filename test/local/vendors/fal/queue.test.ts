import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { difference, download, type OpenFal, openFal, probe, spread, thumbnail } from "./open-fal.ts";

let fal: OpenFal;
let folder: string;
beforeAll(async () => {
  fal = await openFal();
  folder = await mkdtemp(join(tmpdir(), "fal-files-"));
});
afterAll(async () => {
  await fal.close();
  await rm(folder, { recursive: true });
});

interface Images {
  readonly images: { url: string; width: number; height: number; content_type: string }[];
  readonly seed: number;
  readonly prompt: string;
}

const flux = "fal-ai/flux/schnell" as string;
const small = { width: 320, height: 192 };

async function picture(input: Record<string, unknown>, model = flux): Promise<Images> {
  const { data } = await fal.client.subscribe(model, { input, pollInterval: 50 });
  return data as Images;
}

async function saved(url: string, name: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, await download(url));
  return file;
}

describe("fal's queue", () => {
  it("takes a request through its states to a picture", async () => {
    const states: string[] = [];
    const { data, requestId } = await fal.client.subscribe(flux, {
      input: { prompt: "a red apple on a table", image_size: "landscape_16_9", seed: 7 },
      logs: true,
      pollInterval: 20,
      onQueueUpdate: ({ status }) => states.push(status),
    });
    expect(new Set(states)).toEqual(
      new Set(["IN_QUEUE", "IN_PROGRESS", "COMPLETED"].filter((state) => states.includes(state))),
    );
    expect(states.at(-1)).toBe("COMPLETED");
    const { images, seed, prompt } = data as Images;
    expect(requestId).toMatch(/^[\da-f-]{36}$/);
    expect({ seed, prompt }).toEqual({ seed: 7, prompt: "a red apple on a table" });
    expect(images).toMatchObject([{ width: 1024, height: 576, content_type: "image/jpeg" }]);
    const file = await saved(images[0]?.url ?? "", "apple.jpg");
    expect(await probe(file)).toMatchObject({ codec: "mjpeg", width: 1024, height: 576 });
    expect(spread(await thumbnail(file))).toBeGreaterThan(10);
  });

  it("answers a submission with the addresses of its status, result and cancellation", async () => {
    const submitted = await fal.client.queue.submit(flux, { input: { prompt: "a boat", image_size: small } });
    expect(submitted).toMatchObject({ status: "IN_QUEUE", queue_position: expect.any(Number) });
    const base = `${fal.url}/queue.fal.run/fal-ai/flux/requests/${submitted.request_id}`;
    expect(submitted).toMatchObject({
      status_url: `${base}/status`,
      response_url: base,
      cancel_url: `${base}/cancel`,
    });
    const done = await fal.client.queue.subscribeToStatus(flux, {
      requestId: submitted.request_id,
      logs: true,
      pollInterval: 20,
    });
    expect(done).toMatchObject({ status: "COMPLETED", metrics: { inference_time: expect.any(Number) } });
    expect(done.logs.map(({ message }) => message)).toContain("Done");
  });

  it("makes the same picture for the same seed, and another for another seed or prompt", async () => {
    const prompts = [
      { prompt: "a sailboat on the sea", seed: 1 },
      { prompt: "a sailboat on the sea", seed: 1 },
      { prompt: "a sailboat on the sea", seed: 2 },
      { prompt: "an elephant in the desert", seed: 1 },
    ];
    const results = await Promise.all(
      prompts.map((input) => picture({ ...input, image_size: small, output_format: "png" })),
    );
    const bytes = await Promise.all(results.map(({ images }) => download(images[0]?.url ?? "")));
    expect(bytes[1]).toEqual(bytes[0]);
    expect(bytes[2]).not.toEqual(bytes[0]);
    await writeFile(join(folder, "boat.png"), bytes[0] ?? "");
    await writeFile(join(folder, "elephant.png"), bytes[3] ?? "");
    expect(
      difference(await thumbnail(join(folder, "boat.png")), await thumbnail(join(folder, "elephant.png"))),
    ).toBeGreaterThan(15);
  });

  it("makes as many pictures as asked, in the asked size and format", async () => {
    const { images } = await picture({
      prompt: "tulips",
      image_size: { width: 256, height: 448 },
      num_images: 3,
      output_format: "png",
    });
    expect(images).toHaveLength(3);
    for (const { url, content_type } of images) {
      expect(content_type).toBe("image/png");
      const bytes = await download(url);
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([256, 448]);
    }
    expect(new Set(images.map(({ url }) => url)).size).toBe(3);
  });

  it("runs a model at once on the synchronous host", async () => {
    const { data } = await fal.client.run(flux, { input: { prompt: "a cat", image_size: small } });
    expect((data as Images).images).toHaveLength(1);
  });

  it("edits an uploaded picture: it stays recognisable and is changed", async () => {
    const original = await picture({
      prompt: "a house in a meadow",
      image_size: { width: 512, height: 320 },
    });
    const bytes = await download(original.images[0]?.url ?? "");
    const url = await fal.client.storage.upload(
      new File([new Uint8Array(bytes)], "house.jpg", { type: "image/jpeg" }),
    );
    expect(await download(url)).toEqual(bytes);
    const edited = await picture(
      { prompt: "add a rocket in the sky", image_url: url },
      "fal-ai/flux-pro/kontext",
    );
    expect(edited.images).toMatchObject([{ width: 512, height: 320 }]);
    const [before, after] = [
      await saved(url, "before.jpg"),
      await saved(edited.images[0]?.url ?? "", "after.jpg"),
    ];
    const change = difference(await thumbnail(before), await thumbnail(after));
    expect(change).toBeGreaterThan(2);
    expect(change).toBeLessThan(45);
  });

  it("serves files with ranges, and nothing outside their folder", async () => {
    const { images } = await picture({ prompt: "a dog", image_size: small });
    const url = images[0]?.url ?? "";
    const whole = await download(url);
    const part = await fetch(url, { headers: { range: "bytes=10-19" } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(10, 20));
    for (const path of ["nothing.png", "..%2frequests", "a%2f..%2fb.png"])
      expect((await fetch(`${fal.url}/files/${path}`)).status).toBe(404);
  });
});

describe("fal's refusals", () => {
  it("names every bad field", async () => {
    const bad = fal.client.queue.submit(flux, {
      input: { image_size: { width: 9, height: 9000 }, num_images: 9 },
    });
    await expect(bad).rejects.toMatchObject({ status: 422, name: "ValidationError" });
    const { body } = (await bad.catch((error: unknown) => error)) as {
      body: { detail: { loc: string[]; type: string }[] };
    };
    expect(body.detail.map(({ loc }) => loc.slice(0, 2).join("."))).toEqual(
      expect.arrayContaining(["body.prompt", "body.image_size", "body.num_images"]),
    );
    expect(body.detail.find(({ loc }) => loc[1] === "prompt")?.type).toBe("missing");
  });

  it("does not know models that are not emulated", async () => {
    await expect(
      fal.client.queue.submit("fal-ai/no-such-model", { input: { prompt: "x" } }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it.each(["unset", "invalid-key"])("takes no key %s", async (key) => {
    await expect(fal.clientWith(key).queue.submit(flux, { input: { prompt: "x" } })).rejects.toMatchObject({
      status: 401,
    });
  });

  it("takes no request without a key", async () => {
    const response = await fetch(`${fal.url}/queue.fal.run/${flux}`, { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
  });

  it("does not know requests of another app, nor paths it does not have", async () => {
    const { request_id: requestId } = await fal.client.queue.submit(flux, {
      input: { prompt: "x", image_size: small },
    });
    await expect(fal.client.queue.result("fal-ai/kling-video", { requestId })).rejects.toMatchObject({
      status: 404,
    });
    await expect(
      fal.client.queue.status("fal-ai/flux", { requestId: "no-such-request" }),
    ).rejects.toMatchObject({ status: 404 });
    const headers = { authorization: "Key k" };
    expect((await fetch(`${fal.url}/queue.fal.run/fal-ai/flux/requests/x/unknown`, { headers })).status).toBe(
      404,
    );
  });

  it("says so when a source picture cannot be had or is none", async () => {
    for (const image_url of [
      `${fal.url}/files/gone.png`,
      "data:image/png;base64,bm90IGEgcGljdHVyZQ==",
      "ftp://example.com/x",
    ]) {
      const result = picture({ prompt: "make it night", image_url }, "fal-ai/flux-pro/kontext");
      await expect(result).rejects.toMatchObject({
        status: 422,
        body: { detail: [{ loc: ["body", "image_url"] }] },
      });
    }
  });
});
