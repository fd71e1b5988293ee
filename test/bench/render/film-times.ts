import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import type { ApiClient } from "../../../bin/client/api-client.ts";
import { bootProduct, forget, newStateFolder } from "../../e2e/booted-product.ts";
import { SCENES } from "./eight-scenes.ts";

/** Seconds, on the booted product. */
export interface FilmTimes {
  /** From the last `scene_complete` of a run that draws ahead to the MP4. */
  readonly lastSceneToFilm: number;
  /** All segments drawn, beside nothing else. */
  readonly firstRender: number;
  /** After one scene of eight was changed. */
  readonly secondRender: number;
  readonly filmSeconds: number;
  /** How many segments each renderer drew in the second render, as the API says it. */
  readonly secondRenderSegments: string;
}

const TOPIC = `Explain how a solar eclipse happens in ${SCENES} scenes`;
const POLL_MS = 250;

const composition = z.looseObject({
  fps: z.number(),
  tracks: z.array(z.looseObject({})),
  items: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      from: z.number(),
      durationInFrames: z.number(),
      text: z.string().optional(),
    }),
  ),
});
const project = z.object({
  status: z.string(),
  composition,
  render_error: z.string().nullish(),
  render_segments: z.array(z.object({ renderer: z.string() })).nullish(),
});
type Film = z.infer<typeof composition>;

export async function measureFilmTimes(): Promise<FilmTimes> {
  const stateFolder = newStateFolder();
  const { client, cloud } = await bootProduct(stateFolder);
  try {
    const { id } = await client.call("POST", "/api/video-project", z.object({ id: z.number() }), {
      name: "Bench",
    });
    const path = `/api/video-project/${id}`;
    const empty = (await client.call("GET", path, project)).composition;
    let lastScene = 0;
    const message = {
      message: TOPIC,
      projectId: id,
      composition: empty,
      locale: "en",
      render: true,
      scenes: SCENES,
    };
    for await (const { name, data } of client.stream("/api/agent", message)) {
      if (name === "scene_complete") lastScene = performance.now();
      if (name === "error") throw new Error(`The run failed: ${JSON.stringify(data)}`);
    }
    await render(client, path);
    const lastSceneToFilm = (performance.now() - lastScene) / 1000;

    const film = (await client.call("GET", path, project)).composition;
    const titles = Object.keys(film.items).filter((itemId) => film.items[itemId]?.type === "text");
    await change(client, path, film, titles, "again");
    const firstRender = await timedRender(client, path);
    await change(client, path, film, titles.slice(0, 1), "once more");
    // The titles that were changed before are back: of those segments the first film's are there still.
    const secondRender = await timedRender(client, path);
    const { render_segments } = await client.call("GET", path, project);
    const ends = Object.values(film.items).map(({ from, durationInFrames }) => from + durationInFrames);
    return {
      lastSceneToFilm,
      firstRender,
      secondRender,
      filmSeconds: Math.max(...ends) / film.fps,
      secondRenderSegments: (render_segments ?? []).map(({ renderer }) => renderer).join(" "),
    };
  } finally {
    await cloud.stop();
    forget(stateFolder);
  }
}

async function change(
  client: ApiClient,
  path: string,
  film: Film,
  ids: readonly string[],
  words: string,
): Promise<void> {
  const changed = ids.map(
    (id) => [id, { ...film.items[id], text: `${film.items[id]?.text} ${words}` }] as const,
  );
  const data = { composition: { ...film, items: { ...film.items, ...Object.fromEntries(changed) } } };
  await client.call("PATCH", `${path}/composition`, z.unknown(), { operation: "replace", data });
}

async function timedRender(client: ApiClient, path: string): Promise<number> {
  const start = performance.now();
  await render(client, path);
  return (performance.now() - start) / 1000;
}

async function render(client: ApiClient, path: string): Promise<void> {
  await client.call("POST", `${path}/render`, z.unknown(), { resolution: "source" });
  for (;;) {
    const { status, render_error } = await client.call("GET", path, project);
    if (status === "completed") return;
    if (status === "failed") throw new Error(`The render failed: ${render_error}`);
    await pause(POLL_MS);
  }
}
