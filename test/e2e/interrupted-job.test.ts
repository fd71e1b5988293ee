import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ApiError } from "../../bin/client/api-client.ts";
import { type ServerSentEvent, serverSentEvents } from "../../bin/client/server-sent-events.ts";
import { createFilmProject } from "../../bin/commands/make-film.ts";
import { addFault, type Product } from "./booted-product.ts";
import { productsOfATest } from "./products-of-a-test.ts";
import { attach, collect, eventsOf, named } from "./run-events.ts";

const MINUTE = 60_000;
const SIZE = { width: 1280, height: 720 };
const EMPTY = { fps: 30, compositionWidth: 1280, compositionHeight: 720, tracks: [], items: {}, assets: {} };

const unfinished = z
  .object({ jobId: z.string(), remainingScenes: z.number(), totalScenes: z.number() })
  .nullable();
const done = z.object({
  success: z.boolean(),
  data: z.looseObject({
    messageKey: z.string(),
    resumeJobId: z.string().optional(),
    totalScenes: z.number(),
  }),
});

const { boot, newFolder } = productsOfATest();

const checkResume = ({ client }: Product, projectId: number) =>
  client.call("GET", `/api/agent/check-resume?projectId=${projectId}`, unfinished);

describe("a job that is interrupted", () => {
  it("goes on after the whole cloud was killed, and pays for no scene twice", {
    timeout: 6 * MINUTE,
  }, async () => {
    const folder = newFolder();
    const first = await boot(folder);
    const projectId = await createFilmProject(first.client, "volcanoes", SIZE);
    // The second scene's picture never comes, so the kill finds the job half done.
    await addFault(first.cloud, {
      target: "vendor:fal",
      kind: "stall",
      after: 1,
      times: 100,
      delayMs: 3_600_000,
    });
    const started = first.client.stream("/api/agent", {
      message: "Explain how a volcano erupts in 3 scenes",
      projectId,
      composition: EMPTY,
    });
    const before: ServerSentEvent[] = [];
    for await (const event of started) {
      before.push(event);
      if (event.name === "scene_complete") break;
    }
    first.cloud.kill();
    await first.cloud.died;

    const second = await boot(folder);
    const job = await checkResume(second, projectId);
    expect(job).toMatchObject({ totalScenes: 3, remainingScenes: 2 });
    const body = { jobId: job?.jobId, locale: "en" };
    // The dead run is in the way once.
    const refused = await collect(second.client.stream("/api/agent/resume", body)).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({ status: 409, code: "ZOMBIE_TIMEOUT" });
    const resumed = await collect(second.client.stream("/api/agent/resume", body));

    expect(named(resumed, "scene_start")).toHaveLength(2);
    expect(named(resumed, "scene_complete")).toHaveLength(2);
    const completedBefore = named(before, "scene_complete").map(
      ({ data }) => z.object({ sceneId: z.string() }).parse(data).sceneId,
    );
    const startedAgain = named(resumed, "scene_start").map(
      ({ data }) => z.object({ sceneId: z.string() }).parse(data).sceneId,
    );
    expect(startedAgain.filter((sceneId) => completedBefore.includes(sceneId))).toEqual([]);
    const end = done.parse(resumed.at(-1)?.data);
    expect(end).toMatchObject({ success: true, data: { totalScenes: 3 } });
    expect(end.data.messageKey).toMatch(/^Agent\.longVideo\.resume\.done\./);
    expect(end.data.resumeJobId).toBeUndefined();
    expect(await checkResume(second, projectId)).toBeNull();
  });

  it("goes on after its stream was closed, and the last id brings the rest once", {
    timeout: 4 * MINUTE,
  }, async () => {
    const product = await boot();
    const projectId = await createFilmProject(product.client, "tides", SIZE);
    const request = { message: "Explain the tides in 2 scenes", projectId, composition: EMPTY };
    const response = await fetch(new URL("/api/agent", product.cloud.baseUrl), {
      method: "POST",
      headers: { "api-key": product.account.apiKey, "content-type": "application/json" },
      body: JSON.stringify({ ...request, email: product.account.email, apiKey: product.account.apiKey }),
    });
    const runId = response.headers.get("x-run-id");
    expect(runId).toMatch(/^run_/);
    // Leaving the loop closes the connection.
    for await (const { id } of serverSentEvents(response)) if (id === "2") break;

    const events = await eventsOf(await attach(product, `${runId}`, "2"));
    expect(events[0]).toMatchObject({ id: "3" });
    expect(events.at(-1)?.name).toBe("done");
    const ids = events.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.map((_, index) => index + 3));
  });

  it("fails one scene whose picture cannot be made, finishes the others, and retries it alone", {
    timeout: 4 * MINUTE,
  }, async () => {
    const product = await boot();
    const projectId = await createFilmProject(product.client, "bread", SIZE);
    await addFault(product.cloud, { target: "vendor:fal", kind: "fail", status: 422, times: 1 });
    const request = { message: "Explain how bread is baked in 2 scenes", projectId, composition: EMPTY };
    const events = await collect(product.client.stream("/api/agent", request));
    expect(named(events, "scene_failed")).toHaveLength(1);
    expect(named(events, "scene_complete")).toHaveLength(1);
    const end = done.parse(events.at(-1)?.data);
    expect(end).toMatchObject({ success: true, data: { messageKey: "Agent.longVideo.done.partial" } });

    const { sceneId } = z.object({ sceneId: z.string() }).parse(named(events, "scene_failed")[0]?.data);
    const retried = await collect(
      product.client.stream("/api/agent/retry-scene", { jobId: end.data.resumeJobId, sceneId }),
    );
    expect(retried.map(({ name }) => name).filter((name) => name !== "checkpoint")).toEqual([
      "scene_start",
      "scene_complete",
      "done",
    ]);
    expect(await checkResume(product, projectId)).toBeNull();
  });
});
