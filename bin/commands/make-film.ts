import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { type ApiClient, ApiError } from "../client/api-client.ts";
import type { ServerSentEvent } from "../client/server-sent-events.ts";
import type { Progress } from "../terminal/progress.ts";
import { UserError } from "../terminal/user-error.ts";
import type { MakeState } from "./make-state.ts";

export interface Film {
  readonly scenes: number;
  readonly lengthInSeconds: number;
  /** How many of its segments each renderer drew; `kept`: they were there. */
  readonly segments: Readonly<Record<string, number>>;
}

const POLL_MS = 500;

const planReady = z.object({ jobId: z.string(), totalScenes: z.number() });
const sceneStart = z.object({ sceneId: z.string(), sceneIndex: z.number() });
const sceneEnd = z.object({ sceneId: z.string() });
const failure = z.object({ error: z.string() });
const done = z.object({
  success: z.boolean(),
  data: z.object({
    message: z.string(),
    resumeJobId: z.string().optional(),
    totalScenes: z.number().optional(),
  }),
});
const project = z.object({
  status: z.enum(["draft", "rendering", "completed", "failed"]),
  composition: z.looseObject({
    fps: z.number(),
    items: z.record(
      z.string(),
      z.looseObject({ type: z.string(), from: z.number(), durationInFrames: z.number() }),
    ),
  }),
  render_url: z.string().nullish(),
  render_progress: z.number().nullish(),
  render_error: z.string().nullish(),
  render_segments: z.array(z.object({ renderer: z.string() })).nullish(),
});

/** @returns the id of a new, empty project of that size */
export async function createFilmProject(
  client: ApiClient,
  topic: string,
  size: { width: number; height: number },
): Promise<number> {
  const { id } = await client.call("POST", "/api/video-project", z.object({ id: z.number() }), {
    name: topic.slice(0, 200),
    composition: {
      fps: 30,
      compositionWidth: size.width,
      compositionHeight: size.height,
      tracks: [],
      items: {},
      assets: {},
    },
  });
  return id;
}

/**
 * One agent run to its end, or the rest of an interrupted one.
 * @throws {UserError} with the run's own words when it did not end well
 */
export async function runAgent(
  client: ApiClient,
  state: MakeState,
  { isResume, progress }: { isResume: boolean; progress: Progress },
): Promise<Pick<Film, "scenes">> {
  if (!isResume) return follow(await startRun(client, state), progress);
  const unfinished = await client.call(
    "GET",
    `/api/agent/check-resume?projectId=${state.projectId}`,
    z.object({ jobId: z.string(), totalScenes: z.number() }).nullable(),
  );
  if (unfinished) {
    progress.plan(unfinished.totalScenes);
    return follow(
      retried(client, "/api/agent/resume", { jobId: unfinished.jobId, locale: state.locale, render: true }),
      progress,
    );
  }
  const { composition } = await client.call("GET", `/api/video-project/${state.projectId}`, project);
  const scenes = sceneCount(composition);
  if (scenes > 0) return { scenes };
  return follow(await startRun(client, state), progress);
}

type Composition = z.infer<typeof project>["composition"];

/** Scenes that are in the composition: each brought its captions. */
const sceneCount = ({ items }: Composition): number =>
  Object.values(items).filter(({ type }) => type === "captions").length;

const lengthOf = ({ fps, items }: Composition): number =>
  Math.max(0, ...Object.values(items).map(({ from, durationInFrames }) => from + durationInFrames)) / fps;

async function startRun(client: ApiClient, state: MakeState): Promise<AsyncGenerator<ServerSentEvent>> {
  const { composition } = await client.call("GET", `/api/video-project/${state.projectId}`, project);
  return retried(client, "/api/agent", {
    message: state.topic,
    projectId: state.projectId,
    composition,
    locale: state.locale,
    render: true,
    ...(state.scenes !== undefined && { scenes: state.scenes }),
  });
}

/** A run that died with an earlier local cloud is in the way once: the API cleans it up and says to retry. */
async function* retried(
  client: ApiClient,
  path: string,
  body: Record<string, unknown>,
): AsyncGenerator<ServerSentEvent> {
  try {
    yield* client.stream(path, body);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "ZOMBIE_TIMEOUT") throw error;
    yield* client.stream(path, body);
  }
}

async function follow(
  events: AsyncGenerator<ServerSentEvent>,
  progress: Progress,
): Promise<Pick<Film, "scenes">> {
  const indexOf = new Map<string, number>();
  for await (const { name, data } of events) {
    progress.event(name, data);
    if (name === "plan_ready") progress.plan(planReady.parse(data).totalScenes);
    if (name === "scene_start") {
      const { sceneId, sceneIndex } = sceneStart.parse(data);
      indexOf.set(sceneId, sceneIndex);
      progress.sceneStarted(sceneIndex);
    }
    if (name === "scene_complete" || name === "scene_failed") {
      const index = indexOf.get(sceneEnd.parse(data).sceneId);
      if (index !== undefined) progress.sceneEnded(index, name === "scene_complete" ? "complete" : "failed");
    }
    if (name === "error") throw new UserError(failure.parse(data).error);
    if (name === "done") return outcomeOf(done.parse(data));
  }
  throw new UserError("The run's stream ended without a result.");
}

function outcomeOf({ success, data }: z.infer<typeof done>): Pick<Film, "scenes"> {
  if (!success || data.resumeJobId) throw new UserError(data.message);
  if (!data.totalScenes) throw new UserError(`The agent made no film of it: ${data.message}`);
  return { scenes: data.totalScenes };
}

/** Renders what the project is now. @throws {UserError} with the render's own words */
export async function renderFilm(
  client: ApiClient,
  state: MakeState,
  progress: Progress,
): Promise<{ url: string } & Pick<Film, "lengthInSeconds" | "segments">> {
  const path = `/api/video-project/${state.projectId}`;
  const before = await client.call("GET", path, project);
  if (before.status !== "rendering") {
    await client.call("POST", `${path}/render`, z.unknown(), { resolution: state.resolution });
  }
  for (;;) {
    const now = await client.call("GET", path, project);
    if (now.status === "failed")
      throw new UserError(`The render failed: ${now.render_error ?? "no reason given"}.`);
    if (now.status === "completed" && now.render_url) {
      progress.render(1);
      return {
        url: now.render_url,
        lengthInSeconds: lengthOf(now.composition),
        segments: countByRenderer(now.render_segments ?? []),
      };
    }
    progress.render(now.render_progress ?? 0);
    await sleep(POLL_MS);
  }
}

function countByRenderer(segments: readonly { renderer: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { renderer } of segments) counts[renderer] = (counts[renderer] ?? 0) + 1;
  return counts;
}

/** The whole file or none: what is half there has another name. */
export async function downloadFilm(url: string, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.part`;
  try {
    const response = await fetch(url);
    if (!response.ok || !response.body)
      throw new UserError(`The film could not be downloaded: HTTP ${response.status}.`);
    await pipeline(response.body, createWriteStream(partial));
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}
