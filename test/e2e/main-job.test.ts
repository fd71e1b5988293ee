import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createWorker, type Worker } from "tesseract.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createFilmProject, downloadFilm, renderFilm } from "../../bin/commands/make-film.ts";
import type { Progress } from "../../bin/terminal/progress.ts";
import { bootProduct, forget, newStateFolder, type Product } from "./booted-product.ts";
import { contrastAt, frameAt, rootMeanSquare, samplesOf, streamsOf } from "./media-probe.ts";

const MINUTE = 60_000;
const quiet: Progress = {
  say: () => undefined,
  event: () => undefined,
  plan: () => undefined,
  sceneStarted: () => undefined,
  sceneEnded: () => undefined,
  render: () => undefined,
  end: () => undefined,
};

const captions = z.looseObject({
  type: z.literal("captions"),
  from: z.number(),
  durationInFrames: z.number(),
  captions: z.array(z.object({ text: z.string(), startMs: z.number(), endMs: z.number() })),
});
const composition = z.object({
  fps: z.number(),
  items: z.record(
    z.string(),
    z.looseObject({ type: z.string(), from: z.number(), durationInFrames: z.number() }),
  ),
});
const done = z.object({
  success: z.boolean(),
  data: z.looseObject({ composition, totalScenes: z.number() }),
});

describe("a topic becomes an MP4, through the public API", () => {
  const stateFolder = newStateFolder();
  const film = join(stateFolder, "film.mp4");
  const events: { name: string; id: string | undefined; data: unknown }[] = [];
  let product: Product;
  let reader: Worker;
  let result: z.infer<typeof done>;

  beforeAll(async () => {
    product = await bootProduct(stateFolder);
    const { client } = product;
    const projectId = await createFilmProject(client, "rainbows", { width: 1280, height: 720 });
    const body = {
      message: "Explain how a rainbow forms in 2 scenes",
      projectId,
      composition: {
        fps: 30,
        compositionWidth: 1280,
        compositionHeight: 720,
        tracks: [],
        items: {},
        assets: {},
      },
    };
    for await (const event of client.stream("/api/agent", body)) events.push(event);
    result = done.parse(events.at(-1)?.data);
    const state = { projectId, topic: "", locale: "en", resolution: "720p", out: film } as const;
    const { url } = await renderFilm(client, state, quiet);
    await downloadFilm(url, film);
    reader = await ocr();
  }, 6 * MINUTE);

  afterAll(async () => {
    await reader?.terminate();
    await product?.cloud.stop();
    forget(stateFolder);
  });

  it("tells the run in the documented order, numbered without gaps", () => {
    const names = events.map(({ name }) => name);
    expect(names.filter((name) => name === "plan_ready")).toHaveLength(1);
    expect(names.indexOf("plan_ready")).toBeLessThan(names.indexOf("scene_start"));
    expect(names.filter((name) => name === "scene_start")).toHaveLength(2);
    expect(names.filter((name) => name === "scene_complete")).toHaveLength(2);
    expect(names).toContain("checkpoint");
    expect(names.filter((name) => name === "done" || name === "error")).toEqual(["done"]);
    expect(events.map(({ id }) => Number(id))).toEqual(events.map((_, index) => index + 1));
  });

  it("ends with a composition that the project holds too", async () => {
    expect(result.success).toBe(true);
    expect(result.data.totalScenes).toBe(2);
    const project = await product.client.call(
      "GET",
      `/api/video-project/${z.looseObject({ projectId: z.number() }).parse(result.data).projectId}`,
      z.object({ composition: z.looseObject({}) }),
    );
    expect(Object.keys(composition.parse(project.composition).items).sort()).toEqual(
      Object.keys(result.data.composition.items).sort(),
    );
  });

  it("is H.264 and AAC at 1280×720 and 30 fps, as long as its composition to the frame", async () => {
    const frames = Math.max(
      ...Object.values(result.data.composition.items).map(
        ({ from, durationInFrames }) => from + durationInFrames,
      ),
    );
    const streams = await streamsOf(film);
    const video = streams.find(({ codec_type }) => codec_type === "video");
    const audio = streams.find(({ codec_type }) => codec_type === "audio");
    expect(video).toMatchObject({
      codec_name: "h264",
      width: 1280,
      height: 720,
      r_frame_rate: "30/1",
      nb_frames: String(frames),
      color_space: "bt709",
    });
    expect(audio).toMatchObject({ codec_name: "aac" });
    expect(Math.abs(Number(audio?.duration) - frames / 30)).toBeLessThan(0.05);
  });

  it("speaks while its captions run", async () => {
    const samples = await samplesOf(film);
    for (const { from, captions: words } of spoken(result)) {
      const first = words[0];
      const last = words.at(-1);
      if (!first || !last) throw new Error("a scene has no words");
      const at = (ms: number) => Math.round((from / 30 + ms / 1000) * 16_000);
      expect(rootMeanSquare(samples.subarray(at(first.startMs), at(last.endMs)))).toBeGreaterThan(0.01);
    }
  });

  it("has no black or empty frame", { timeout: MINUTE }, async () => {
    const seconds = Number((await streamsOf(film))[0]?.duration);
    for (let at = 0.5; at < seconds - 0.5; at += 1) {
      const { mean, deviation } = await contrastAt(film, at);
      expect({ at, isSomething: mean > 8 && deviation > 4 }).toEqual({ at, isSomething: true });
    }
  });

  it("shows the words while they are spoken", { timeout: MINUTE }, async () => {
    const read: boolean[] = [];
    for (const { from, captions: words } of spoken(result)) {
      const long = words.filter(({ text }) => /^[A-Za-z]{5,}[.,]?$/.test(text.trim())).slice(0, 3);
      for (const word of long) {
        const png = join(stateFolder, "frame.png");
        await frameAt(film, from / 30 + (word.startMs + word.endMs) / 2000, png);
        expect(existsSync(png)).toBe(true);
        const { data } = await reader.recognize(png);
        read.push(lettersOf(data.text).includes(lettersOf(word.text)));
      }
    }
    // Recognition over pictures misses some; it does not invent any.
    expect(read.length).toBeGreaterThan(2);
    expect(read.filter(Boolean).length / read.length).toBeGreaterThan(0.6);
  });

  it("plays from the middle: the media host serves ranges", async () => {
    const project = await product.client.call(
      "GET",
      `/api/video-project/${z.looseObject({ projectId: z.number() }).parse(result.data).projectId}`,
      z.object({ render_url: z.string(), status: z.literal("completed") }),
    );
    const response = await fetch(project.render_url, { headers: { range: "bytes=100-199" } });
    expect(response.status).toBe(206);
    expect((await response.arrayBuffer()).byteLength).toBe(100);
  });
});

const spoken = ({ data }: z.infer<typeof done>) =>
  Object.values(data.composition.items)
    .filter(({ type }) => type === "captions")
    .map((item) => captions.parse(item));

const lettersOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, "");

/** Reads English from pictures; its model comes from npm. */
function ocr(): Promise<Worker> {
  const model = dirname(createRequire(import.meta.url).resolve("@tesseract.js-data/eng/package.json"));
  return createWorker("eng", 1, { langPath: join(model, "4.0.0_best_int"), cacheMethod: "none", gzip: true });
}
