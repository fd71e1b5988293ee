import { publicScene, publicUrl } from "../compositions/media-urls.ts";
import { estimatedMinutes, scenePrice } from "../jobs/scene-price.ts";
import { sceneView } from "../jobs/scene-view.ts";
import type { Caller } from "../ports/accounts.ts";
import type { Job, Scene } from "../ports/jobs.ts";
import type { MediaHost } from "../ports/media-host.ts";
import type { AdmissionDeps } from "./agent-deps.ts";
import { ownJob, runAtWork } from "./own-job.ts";

/** What reading a job needs. */
export interface ShowJobDeps extends Pick<AdmissionDeps, "jobs" | "projects" | "runs" | "clock"> {
  readonly mediaHost: MediaHost;
}

/** `GET /api/agent/jobs/:jobId`: the plan and what has been made of it. @throws JobNotFoundError, ForbiddenError */
export async function showJob(deps: ShowJobDeps, account: Caller, jobId: string) {
  return jobView(deps, await ownJob(deps, account.userId, jobId));
}

/** A job as its owner sees it. `remainingCredits`: what `/resume` costs at most. */
export async function jobView(deps: ShowJobDeps, job: Job) {
  const scenes = await deps.jobs.listScenes(job.jobId);
  const remaining = scenes.filter(({ result }) => result === undefined);
  const mediaBaseUrl = await deps.mediaHost.baseUrl();
  const { jobId, projectId, state, title, locale, version = 1, totalScenes } = job;
  return {
    jobId,
    projectId,
    state,
    title,
    locale,
    version,
    totalScenes,
    remainingScenes: remaining.length,
    ...((await runAtWork(deps, job)) !== undefined && { running: true }),
    estimatedMinutes: estimatedMinutes(remaining),
    remainingCredits: remaining.reduce((sum, scene) => sum + scenePrice(scene, locale), 0),
    scenes: scenes.map((scene) => ({
      ...publicScene(sceneView(scene, locale), mediaBaseUrl),
      state: scene.state,
      ...(scene.error !== undefined && { error: scene.error }),
      ...(scene.voiceError !== undefined && { voiceError: scene.voiceError }),
      ...(scene.result !== undefined && { result: resultView(scene.result, mediaBaseUrl) }),
    })),
  };
}

const resultView = (
  { visual, speech, durationInSeconds }: NonNullable<Scene["result"]>,
  mediaBaseUrl: string,
) => ({
  remoteUrl: publicUrl(visual.path, mediaBaseUrl),
  ...(speech !== undefined && { narrationUrl: publicUrl(speech.media.path, mediaBaseUrl) }),
  durationInSeconds,
});
