import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { ServerSentEvent } from "../../bin/client/server-sent-events.ts";
import { downloadFilm, renderFilm } from "../../bin/commands/make-film.ts";
import type { Progress } from "../../bin/terminal/progress.ts";
import { bootProduct, forget, newStateFolder, type Product } from "./booted-product.ts";
import { cornersAt, rootMeanSquare, samplesOf, streamsOf } from "./media-probe.ts";
import { ownMediaHost } from "./own-media-host.ts";
import { type Color, halvesPng, shareOfTone, toneWav } from "./painted-media.ts";

const MINUTE = 60_000;
const TONE_HERTZ = 880;
const TONE_SECONDS = 1.5;
const QUIET_SECONDS = 2;
const RED: Color = [200, 30, 40];
const BLUE: Color = [30, 60, 190];
const GREEN: Color = [20, 150, 60];
const YELLOW: Color = [230, 210, 40];
const EMPTY = {
  fps: 30,
  compositionWidth: 1280,
  compositionHeight: 720,
  tracks: [],
  items: {},
  assets: {},
  // What is heard is what somebody brought.
  music: { mood: "none" },
};
const quiet: Progress = {
  say: () => undefined,
  event: () => undefined,
  plan: () => undefined,
  sceneStarted: () => undefined,
  sceneEnded: () => undefined,
  render: () => undefined,
  end: () => undefined,
};

const file = (name: string, bytes: Uint8Array) => ({ name, base64: Buffer.from(bytes).toString("base64") });
const job = z.looseObject({
  version: z.number(),
  remainingCredits: z.number(),
  scenes: z.array(
    z.looseObject({
      sceneId: z.string(),
      visualKind: z.string(),
      remoteUrl: z.string().optional(),
      credits: z.number(),
      state: z.string(),
    }),
  ),
});
const done = z.object({
  success: z.literal(true),
  data: z.looseObject({
    messageKey: z.string(),
    creditsUsed: z.number(),
    resumeJobId: z.string().optional(),
    composition: z.looseObject({
      items: z.record(z.string(), z.looseObject({ type: z.string(), assetId: z.string().optional() })),
      assets: z.record(z.string(), z.looseObject({ remoteUrl: z.string() })),
    }),
  }),
});
const quote = z.looseObject({
  credits: z.object({ min: z.number(), expected: z.number(), max: z.number() }),
  scenes: z.object({ expected: z.number() }),
  tools: z.looseObject({ images: z.looseObject({ count: z.object({ expected: z.number() }) }) }),
});

describe("a film of what its owner brought, through the public API", () => {
  const stateFolder = newStateFolder();
  const film = join(stateFolder, "film.mp4");
  let product: Product;
  let host: Awaited<ReturnType<typeof ownMediaHost>>;

  beforeAll(async () => {
    host = await ownMediaHost(1, {
      "/meadow.png": halvesPng(640, 360, GREEN, YELLOW),
      "/tone.wav": toneWav(TONE_HERTZ, TONE_SECONDS),
    });
    product = await bootProduct(stateFolder);
  }, 4 * MINUTE);

  afterAll(async () => {
    await product?.cloud.stop();
    host?.close();
    forget(stateFolder);
  });

  async function newProject(): Promise<number> {
    const made = z.object({ id: z.number() });
    return (await product.client.call("POST", "/api/video-project", made, { composition: EMPTY })).id;
  }

  async function run(path: string, body: Record<string, unknown>) {
    const events: ServerSentEvent[] = [];
    for await (const event of product.client.stream(path, body)) events.push(event);
    return { events, data: done.parse(events.at(-1)?.data).data };
  }

  const readJob = (jobId: string) =>
    product.client.call("GET", `/api/agent/jobs/${jobId}?email=${product.account.email}`, job);

  it("shows an attached picture and one at an address, and plays the recording", {
    timeout: 4 * MINUTE,
  }, async () => {
    const projectId = await newProject();
    const { data: review } = await run("/api/agent", {
      message: "Make a film of this picture in 2 scenes",
      projectId,
      composition: EMPTY,
      attachedFiles: [file("flag.png", halvesPng(640, 360, RED, BLUE))],
      reviewPlan: true,
    });
    const jobId = review.resumeJobId ?? "";
    const planned = await readJob(jobId);
    const [first] = planned.scenes;
    expect(planned.scenes.map(({ remoteUrl }) => remoteUrl)).toEqual([first?.remoteUrl, first?.remoteUrl]);
    expect((await fetch(first?.remoteUrl ?? "")).headers.get("content-type")).toBe("image/png");

    const edited = await product.client.call("PATCH", `/api/agent/jobs/${jobId}`, job, {
      version: planned.version,
      scenes: [
        { sceneId: "scene-1", title: "", voice: "none", durationInSeconds: QUIET_SECONDS },
        {
          sceneId: "scene-2",
          title: "",
          remoteUrl: `${host.url}/meadow.png`,
          narrationUrl: `${host.url}/tone.wav`,
          narration: "",
        },
      ],
    });
    expect(edited.remainingCredits).toBe(0);
    const { data: made } = await run("/api/agent/resume", { jobId });
    expect(made).toMatchObject({ messageKey: "Agent.longVideo.resume.done.complete", creditsUsed: 0 });

    const state = { projectId, topic: "", locale: "en", resolution: "720p", out: film } as const;
    const { url } = await renderFilm(product.client, state, quiet);
    await downloadFilm(url, film);
    expect(await streamsOf(film)).toContainEqual(expect.objectContaining({ width: 1280, height: 720 }));

    const inScene1 = await cornersAt(film, QUIET_SECONDS / 2);
    const inScene2 = await cornersAt(film, QUIET_SECONDS + TONE_SECONDS / 2);
    expectColor(inScene1.left, RED);
    expectColor(inScene1.right, BLUE);
    expectColor(inScene2.left, GREEN);
    expectColor(inScene2.right, YELLOW);

    const samples = await samplesOf(film);
    const between = (from: number, to: number) => samples.subarray(from * 16_000, to * 16_000);
    expect(rootMeanSquare(between(0, QUIET_SECONDS))).toBeLessThan(0.001);
    const heard = between(QUIET_SECONDS + 0.4, QUIET_SECONDS + 1.4);
    expect(rootMeanSquare(heard)).toBeGreaterThan(0.02);
    expect(shareOfTone(heard, TONE_HERTZ)).toBeGreaterThan(0.9);
  });

  it.each([
    ["ko", "이 사진들로 영상 만들어줘"],
    ["es", "Haz un vídeo con estas fotos"],
  ])(
    "is made as it is asked for and for what was quoted (%s)",
    { timeout: 4 * MINUTE },
    async (locale, message) => {
      const projectId = await newProject();
      const body = {
        message,
        locale,
        projectId,
        composition: EMPTY,
        attachedFiles: [
          file("flag.png", halvesPng(64, 36, RED, BLUE)),
          file("meadow.png", halvesPng(64, 36, GREEN, YELLOW)),
        ],
      };
      const { apiKey } = product.account;
      const quoted = await product.client.call("POST", "/api/agent/quote", quote, { ...body, apiKey });
      expect(quoted).toMatchObject({
        scenes: { expected: 2 },
        tools: { images: { count: { expected: 0 } } },
      });
      const { events, data } = await run("/api/agent", body);
      expect(events.filter(({ name }) => name === "scene_complete")).toHaveLength(2);
      expect(data.messageKey).toBe("Agent.longVideo.done.complete");
      expect(data.creditsUsed).toBeGreaterThanOrEqual(quoted.credits.min);
      expect(data.creditsUsed).toBeLessThanOrEqual(quoted.credits.expected);
      const { items, assets } = data.composition;
      const shown = Object.values(items).filter(({ type }) => type === "image");
      const bytes = await Promise.all(
        shown.map(async ({ assetId = "" }) => (await fetch(assets[assetId]?.remoteUrl ?? "")).arrayBuffer()),
      );
      expect(bytes.map((each) => Buffer.from(each).toString("base64"))).toEqual(
        body.attachedFiles.map(({ base64 }) => base64),
      );
    },
  );
});

/** As near as encoding lets it be. */
function expectColor(seen: readonly number[], wanted: Color): void {
  const distance = Math.max(...wanted.map((value, index) => Math.abs(value - (seen[index] ?? Number.NaN))));
  expect(distance, `${seen} is to be ${wanted}`).toBeLessThan(16);
}
