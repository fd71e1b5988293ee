import { readOwnAsset } from "../assets/own-asset.ts";
import { storedUrl } from "../compositions/media-urls.ts";
import { ConcurrentLimitError, InvalidRequestError, VersionMismatchError } from "../contract/errors.ts";
import { type EditJobBody, editJobBody, type SceneChanges } from "../contract/job-api.ts";
import { editPlan } from "../jobs/edit-plan.ts";
import { loadJob } from "../jobs/load-scene.ts";
import type { Caller } from "../ports/accounts.ts";
import { type Job, restingJobStates } from "../ports/jobs.ts";
import { ownJob, runAtWork } from "./own-job.ts";
import { parseRequest } from "./parse-request.ts";
import { jobView, type ShowJobDeps } from "./show-job.ts";

const MAX_ATTEMPTS = 5;

/**
 * `PATCH /api/agent/jobs/:jobId`: changes a plan that nobody works on. What a scene was made of before stays until it is
 * made again. The edit says which version it is of, so that of two editors the later one hears of the other.
 *
 * @param ifMatch the version in `If-Match`, when there was one
 * @returns the job as it is now
 * @throws InvalidRequestError 400 naming every bad field; JobNotFoundError 404, ForbiddenError 403; ConcurrentLimitError
 *   409 while a run is at work on it; VersionMismatchError 412
 */
export async function editJob(
  deps: ShowJobDeps,
  account: Caller,
  {
    jobId,
    body,
    ifMatch,
  }: { readonly jobId: string; readonly body: unknown; readonly ifMatch: number | undefined },
) {
  const edit = withStoredUrls(parseRequest(editJobBody, body), {
    userId: account.userId,
    mediaBaseUrl: await deps.mediaHost.baseUrl(),
  });
  const version = ifMatch ?? edit.version;
  if (version === undefined) {
    throw new InvalidRequestError("MISSING_PARAMETERS", [
      { path: "version", message: "is required: the version that you read, here or in If-Match" },
    ]);
  }
  await ownJob(deps, account.userId, jobId);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const job = await loadJob(deps.jobs, jobId);
    await requireRest(deps, job);
    if ((job.version ?? 1) !== version) throw new VersionMismatchError(job.version ?? 1, "plan");
    const decided = editPlan(job, await deps.jobs.listScenes(jobId), edit);
    if (decided === undefined || (await deps.jobs.edit(decided))) {
      return jobView(deps, await loadJob(deps.jobs, jobId));
    }
    // Somebody was faster: it is another version by now, or a run took the job up.
  }
  throw new ConcurrentLimitError("The job is changed by too many at once.", { jobId });
}

interface MediaOwner {
  readonly userId: string;
  /** Without a slash at its end. */
  readonly mediaBaseUrl: string;
}

/** What is in the account already is kept as a path, as it was read out. */
function withStoredUrls(edit: EditJobBody, owner: MediaOwner): EditJobBody {
  const stored = <Changes extends SceneChanges>(changes: Changes): Changes => ({
    ...changes,
    ...(changes.remoteUrl && { remoteUrl: ownPath(changes.remoteUrl, owner) }),
    ...(changes.narrationUrl && { narrationUrl: ownPath(changes.narrationUrl, owner) }),
  });
  return { ...edit, scenes: edit.scenes.map(stored), add: edit.add.map(stored) };
}

function ownPath(url: string, { userId, mediaBaseUrl }: MediaOwner): string {
  const path = storedUrl(url, mediaBaseUrl);
  return readOwnAsset(path, userId) === undefined ? url : path;
}

/** A run reads the plan when its job is `running` already, so an edit comes before that or not at all. */
async function requireRest(deps: ShowJobDeps, job: Job): Promise<void> {
  const run = await runAtWork(deps, job);
  if (run === undefined && restingJobStates.includes(job.state)) return;
  const { jobId, runId } = job;
  throw new ConcurrentLimitError("A run is at work on this job.", { jobId, runId: run?.runId ?? runId });
}
