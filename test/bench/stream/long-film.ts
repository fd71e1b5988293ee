import * as z from "zod";
import { ApiClient } from "../../../bin/client/api-client.ts";
import { emptyComposition } from "../../../core/contract/composition.ts";
import { filmMessage } from "../../instant-vendors.ts";
import type { MeasuredCloud } from "../lambda/measured-cloud.ts";

const SCENES = 100;

/** A film of 100 scenes whose vendors take no time and that nobody draws. */
export interface LongFilm {
  readonly scenes: number;
  /** From `plan_ready` to `done`, by the number of scenes; ms. */
  readonly perSceneMs: number;
  readonly checkpoints: number;
}

const done = z.object({ success: z.boolean(), data: z.looseObject({ remainingScenes: z.number() }) });

export async function measureLongFilm(
  { cloud }: MeasuredCloud,
  account: { readonly apiKey: string; readonly email: string },
): Promise<LongFilm> {
  const client = new ApiClient({ baseUrl: cloud.baseUrl, ...account });
  const { id } = await client.call("POST", "/api/video-project", z.object({ id: z.number() }), {
    name: "Long",
  });
  let plannedMs = Number.NaN;
  let checkpoints = 0;
  let end: unknown;
  const request = { message: filmMessage(SCENES), projectId: id, composition: emptyComposition() };
  for await (const { name, data } of client.stream("/api/agent", request)) {
    if (name === "plan_ready") plannedMs = performance.now();
    if (name === "checkpoint") checkpoints += 1;
    if (name === "scene_failed" || name === "error") throw new Error(`${name}: ${JSON.stringify(data)}`);
    if (name === "done") end = data;
  }
  const tookMs = performance.now() - plannedMs;
  const { success, data } = done.parse(end);
  if (!success || data.remainingScenes > 0) throw new Error(`${data.remainingScenes} scenes are missing`);
  return { scenes: SCENES, perSceneMs: tookMs / SCENES, checkpoints };
}
