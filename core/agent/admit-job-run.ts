import { resumeBody, retrySceneBody } from "../contract/agent-api.ts";
import { ConcurrentLimitError } from "../contract/errors.ts";
import { scenePrice } from "../jobs/scene-price.ts";
import type { Caller } from "../ports/accounts.ts";
import type { Job, Scene } from "../ports/jobs.ts";
import type { Run } from "../ports/runs.ts";
import { JobNotFoundError } from "../scenes/errors.ts";
import { type AdmitOptions, newRunId, startRun } from "./admit-run.ts";
import type { AdmissionDeps } from "./agent-deps.ts";
import { ownJob, runAtWork } from "./own-job.ts";
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
  return startOrAttach(deps, job, () => startRun(deps, wanted, moneyFor(job, next), { workId }));
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
  const isSame = (run: Run) => run.kind === "retry-scene" && run.sceneId === sceneId;
  const working = await workingRun(deps, job);
  if (working !== undefined && isSame(working)) return { run: working, isAttached: true };
  const wanted = jobRun(deps, job, {
    runId: newRunId(deps, workId),
    kind: "retry-scene",
    locale,
    sceneId,
    ...(render && { rendersFilm: true }),
  });
  // The same generation asked for twice at once is one regeneration.
  const regeneration = `${jobId}:${sceneId}:${scene.generation + 1}`;
  const options = { workId, regeneration };
  return startOrAttach(deps, job, () => startRun(deps, wanted, moneyFor(job, scene), options), isSame);
}

/** Of two requests at once, one starts the run, and the other gets it. */
async function startOrAttach(
  deps: AdmissionDeps,
  job: Job,
  start: () => Promise<Run>,
  isSame: (run: Run) => boolean = () => true,
): Promise<AdmittedRun> {
  try {
    return { run: await start(), isAttached: false };
  } catch (error) {
    const working = error instanceof ConcurrentLimitError ? await workingRun(deps, job) : undefined;
    if (working === undefined || !isSame(working)) throw error;
    return { run: working, isAttached: true };
  }
}

/** The run that is at work on the job; not one that is dead, which the lock's taker reaps. */
async function workingRun(deps: AdmissionDeps, job: Job): Promise<Run | undefined> {
  const run = await runAtWork(deps, job);
  const lock = run === undefined ? undefined : await deps.runs.getLock(job.userId);
  return lock !== undefined && lock.runId === run?.runId && !(await isStale(deps, lock)) ? run : undefined;
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
