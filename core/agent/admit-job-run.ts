import { resumeBody, retrySceneBody } from "../contract/agent-api.ts";
import { ForbiddenError } from "../contract/errors.ts";
import { countRegeneration } from "../credits/daily-limit.ts";
import { loadJob } from "../jobs/load-scene.ts";
import { scenePrice } from "../jobs/plan.ts";
import type { Caller } from "../ports/accounts.ts";
import type { Job, Scene } from "../ports/jobs.ts";
import { liveRunStates, type Run } from "../ports/runs.ts";
import { JobNotFoundError } from "../scenes/errors.ts";
import { type AdmitOptions, newRunId, ownProject, startRun } from "./admit-run.ts";
import type { AdmissionDeps } from "./agent-deps.ts";
import { parseRequest } from "./parse-request.ts";
import { isStale } from "./reap-run.ts";

/** The run to read events of. `isAttached`: it was at work already, and nothing new was started. */
export interface AdmittedRun {
  readonly run: Run;
  readonly isAttached: boolean;
}

/**
 * `POST /api/agent/resume`: a new run for the scenes that have no result yet. While a run still works on the job, that
 * run is what the caller gets, to read its events.
 *
 * @throws InvalidRequestError, JobNotFoundError, ForbiddenError, ConcurrentLimitError, ZombieTimeoutError,
 *   DailyLimitError, InsufficientCreditError
 */
export async function admitResume(
  deps: AdmissionDeps,
  account: Caller,
  body: unknown,
  { workId }: AdmitOptions = {},
): Promise<AdmittedRun> {
  const { jobId, locale, render } = parseRequest(resumeBody, body);
  const job = await ownJob(deps, account.userId, jobId);
  const working = await workingRun(deps, job);
  if (working !== undefined) return { run: working, isAttached: true };
  const scenes = await deps.jobs.listScenes(jobId);
  const next = scenes.find(({ result }) => result === undefined);
  const wanted = jobRun(deps, job, {
    runId: newRunId(deps, workId),
    kind: "resume",
    locale,
    ...(render && { rendersFilm: true }),
  });
  const run = await startRun(deps, wanted, moneyFor(job, next), { workId });
  return { run, isAttached: false };
}

/**
 * `POST /api/agent/retry-scene`: a new generation of one scene, with the same prompt, voice and narration. A scene that
 * is complete stays as it is until the new generation succeeds.
 *
 * @throws as {@link admitResume}
 */
export async function admitRetryScene(
  deps: AdmissionDeps,
  account: Caller,
  body: unknown,
  { workId }: AdmitOptions = {},
): Promise<AdmittedRun> {
  const { jobId, sceneId, locale, render } = parseRequest(retrySceneBody, body);
  const job = await ownJob(deps, account.userId, jobId);
  const scene = await deps.jobs.getScene(jobId, sceneId);
  if (scene === undefined) throw new JobNotFoundError(`scene ${sceneId} in job ${jobId}`);
  const working = await workingRun(deps, job);
  if (working?.kind === "retry-scene" && working.sceneId === sceneId)
    return { run: working, isAttached: true };
  const wanted = jobRun(deps, job, {
    runId: newRunId(deps, workId),
    kind: "retry-scene",
    locale,
    sceneId,
    ...(render && { rendersFilm: true }),
  });
  await countRegeneration(deps, account, wanted.runId);
  return { run: await startRun(deps, wanted, moneyFor(job, scene), { workId }), isAttached: false };
}

/** Jobs of others are forbidden, not hidden: ids are not secrets. @throws JobNotFoundError, ForbiddenError */
async function ownJob(deps: AdmissionDeps, userId: string, jobId: string): Promise<Job> {
  const job = await loadJob(deps.jobs, jobId);
  if (job.userId !== userId) throw new ForbiddenError("This API key does not own that job.");
  await ownProject(deps, userId, job.projectId);
  return job;
}

/** The run that is at work on the job, by its owner's lock; not one that is dead, which the lock's taker reaps. */
async function workingRun(deps: AdmissionDeps, job: Job): Promise<Run | undefined> {
  const lock = await deps.runs.getLock(job.userId);
  const run = lock === undefined ? undefined : await deps.runs.get(lock.runId);
  if (lock === undefined || run?.jobId !== job.jobId || !liveRunStates.includes(run.state)) return undefined;
  return (await isStale(deps, lock)) ? undefined : run;
}

function jobRun(
  deps: AdmissionDeps,
  job: Job,
  fields: Pick<Run, "runId" | "kind" | "locale" | "rendersFilm"> & { readonly sceneId?: string },
): Run {
  return {
    userId: job.userId,
    projectId: job.projectId,
    state: "admitted",
    autoSave: job.autoSave,
    jobId: job.jobId,
    abortRequested: false,
    createdAtEpochMs: deps.clock.now(),
    ...fields,
  };
}

/** No model works on a resume; one scene must be affordable, else the run would end as it began. */
const moneyFor = (job: Job, scene: Scene | undefined) => ({
  modelCredits: 0,
  extraCredits: scene === undefined ? 0 : scenePrice(scene, job.locale),
});
