import { readdirSync, readFileSync } from "node:fs";
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
  /** Processor time of the functions in that time, by the number of scenes; what else the machine does hardly changes it. */
  readonly functionCpuMs: number;
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
  let cpuBeforeMs = Number.NaN;
  let checkpoints = 0;
  let end: unknown;
  const request = { message: filmMessage(SCENES), projectId: id, composition: emptyComposition() };
  for await (const { name, data } of client.stream("/api/agent", request)) {
    if (name === "plan_ready") {
      plannedMs = performance.now();
      cpuBeforeMs = functionsCpuMs();
    }
    if (name === "checkpoint") checkpoints += 1;
    if (name === "scene_failed" || name === "error") throw new Error(`${name}: ${JSON.stringify(data)}`);
    if (name === "done") end = data;
  }
  const tookMs = performance.now() - plannedMs;
  const { success, data } = done.parse(end);
  if (!success || data.remainingScenes > 0) throw new Error(`${data.remainingScenes} scenes are missing`);
  const functionCpuMs = (functionsCpuMs() - cpuBeforeMs) / SCENES;
  return { scenes: SCENES, perSceneMs: tookMs / SCENES, functionCpuMs, checkpoints };
}

/** Of all environments of functions that run now: children of this process, which is the cloud. */
function functionsCpuMs(): number {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return processes.reduce((sum, id) => sum + cpuMsOf(id), 0);
}

function cpuMsOf(id: string): number {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, "utf8");
    const [, parent, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isFunction = readFileSync(`/proc/${id}/environ`, "utf8").includes("AWS_LAMBDA_FUNCTION_NAME=");
    if (Number(parent) !== process.pid || !isFunction) return 0;
    // utime and stime, the 14th and 15th field, in hundredths of a second.
    return (Number(fields[9]) + Number(fields[10])) * 10;
  } catch {
    // It ended between the list and the look, or belongs to somebody else.
    return 0;
  }
}
