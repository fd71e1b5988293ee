import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { ServerSentEvent } from "../../bin/client/server-sent-events.ts";
import { createFilmProject } from "../../bin/commands/make-film.ts";
import { bootProduct, forget, newStateFolder, type Product } from "./booted-product.ts";
import { ownMediaHost } from "./own-media-host.ts";

const MINUTE = 60_000;
const SIZE = { width: 1280, height: 720 };
const EMPTY = { fps: 30, compositionWidth: 1280, compositionHeight: 720, tracks: [], items: {}, assets: {} };
const NARRATION_SECONDS = 3;

const range = z.object({ min: z.number(), expected: z.number(), max: z.number() });
const quote = z.looseObject({
  kind: z.string(),
  credits: range,
  required: z.number(),
  available: z.number(),
});
const composition = z.looseObject({
  items: z.record(z.string(), z.looseObject({ type: z.string(), durationInFrames: z.number() })),
});
const done = z.object({
  success: z.boolean(),
  data: z.looseObject({
    messageKey: z.string(),
    composition,
    creditsUsed: z.number(),
    resumeJobId: z.string().optional(),
  }),
});
const job = z.looseObject({
  version: z.number(),
  state: z.string(),
  remainingCredits: z.number(),
  scenes: z.array(z.looseObject({ sceneId: z.string(), state: z.string(), error: z.string().optional() })),
});

describe("before credits are spent, through the public API", () => {
  const stateFolder = newStateFolder();
  let product: Product;
  let host: Awaited<ReturnType<typeof ownMediaHost>>;

  beforeAll(async () => {
    host = await ownMediaHost(NARRATION_SECONDS);
    product = await bootProduct(stateFolder);
  }, 4 * MINUTE);

  afterAll(async () => {
    await product?.cloud.stop();
    host?.close();
    forget(stateFolder);
  });

  const ask = (body: Record<string, unknown>) =>
    product.client.call("POST", "/api/agent/quote", quote, { ...body, apiKey: product.account.apiKey });

  async function run(path: string, body: Record<string, unknown>) {
    const events: ServerSentEvent[] = [];
    for await (const event of product.client.stream(path, body)) events.push(event);
    return { events, end: done.parse(events.at(-1)?.data) };
  }

  /** What a request captured, by its own word and by what is left, and what it had been quoted. */
  async function quotedRun(body: Record<string, unknown>) {
    const before = await ask(body);
    const { end } = await run("/api/agent", body);
    const { available } = await ask(body);
    const captured = before.available - available;
    expect(end.data.creditsUsed).toBe(captured);
    expect(captured).toBeGreaterThanOrEqual(before.credits.min);
    expect(captured).toBeLessThanOrEqual(before.credits.max);
    return { before, end, captured };
  }

  it("quotes a film and the edits of it, and captures what was quoted", { timeout: 4 * MINUTE }, async () => {
    const projectId = await createFilmProject(product.client, "tides", SIZE);
    const film = await quotedRun({
      message: "Explain the tides in 2 scenes",
      scenes: 2,
      projectId,
      composition: EMPTY,
    });
    expect(film.before.kind).toBe("long-video");
    let present = film.end.data.composition;
    for (const [message, tool] of [
      ["Add a centered title 'Summer Sale' for 3 seconds.", "none"],
      ["Swap the background for a beach at night", "image"],
    ] as const) {
      const { before, end } = await quotedRun({ message, projectId, composition: present });
      expect(before.kind).toBe("edit");
      expect(before.credits.min).toBe(tool === "image" ? 9 : 1);
      present = end.data.composition;
    }
  });

  it("stops at the plan, takes its edits with media of one's own, and makes that", {
    timeout: 4 * MINUTE,
  }, async () => {
    const projectId = await createFilmProject(product.client, "bread", SIZE);
    const request = { message: "Explain how bread is baked in 3 scenes", projectId, composition: EMPTY };
    const { end: review, events } = await run("/api/agent", { ...request, reviewPlan: true });
    expect(review).toMatchObject({ success: true, data: { messageKey: "Agent.longVideo.review.done" } });
    const planned = z.object({
      version: z.number(),
      scenes: z.array(z.looseObject({ sceneId: z.string() })),
    });
    const { version, scenes } = planned.parse(events.find(({ name }) => name === "plan_ready")?.data);
    expect(scenes).toHaveLength(3);
    expect(events.map(({ name }) => name)).not.toContain("scene_start");

    const path = `/api/agent/jobs/${review.data.resumeJobId}`;
    const edited = await product.client.call("PATCH", path, job, {
      version,
      scenes: [
        { sceneId: "scene-1", remoteUrl: `${host.url}/picture.png` },
        { sceneId: "scene-2", narrationUrl: `${host.url}/voice.wav`, narration: "These are my own words." },
      ],
      remove: ["scene-3"],
      add: [
        {
          before: "scene-1",
          title: "Quiet",
          visualPrompt: "an empty oven",
          voice: "none",
          durationInSeconds: 2,
        },
        { title: "Bad", remoteUrl: `${host.url}/notes.txt`, voice: "none" },
      ],
    });
    expect(edited.scenes.map(({ sceneId }) => sceneId)).toEqual(["scene-4", "scene-1", "scene-2", "scene-5"]);
    const stale = product.client.call("PATCH", path, job, { version, remove: ["scene-1"] });
    await expect(stale).rejects.toMatchObject({ status: 412, code: "VERSION_MISMATCH" });

    const { end } = await run("/api/agent/resume", { jobId: review.data.resumeJobId });
    expect(end.data.messageKey).toBe("Agent.longVideo.resume.done.partial");
    expect(end.data.creditsUsed).toBe(edited.remainingCredits);
    const after = await product.client.call("GET", `${path}?email=${product.account.email}`, job);
    expect(after.state).toBe("partial");
    const ends = after.scenes.map(({ sceneId, state, error }) => [sceneId, state, error]);
    expect(ends).toEqual([
      ["scene-4", "complete", undefined],
      ["scene-1", "complete", undefined],
      ["scene-2", "complete", undefined],
      ["scene-5", "failed", expect.stringMatching(/^remoteUrl: .*none of PNG/)],
    ]);
    const { items } = end.data.composition;
    const idOf = (name: string) => `${review.data.resumeJobId}.${name}`;
    expect(items[idOf("scene-4.visual")]).toMatchObject({ from: 0, durationInFrames: 60 });
    expect(items[idOf("scene-4.narration")]).toBeUndefined();
    expect(items[idOf("scene-1.visual")]).toMatchObject({ type: "image", from: 60 });
    expect(items[idOf("scene-2.narration")]).toMatchObject({ durationInFrames: NARRATION_SECONDS * 30 });
    expect(items[idOf("scene-2.captions")]).toMatchObject({
      captions: [{ text: "These" }, { text: "are" }, { text: "my" }, { text: "own" }, { text: "words." }],
    });
  });
});
