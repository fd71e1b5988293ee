import { checkResumeQuery } from "../contract/agent-api.ts";
import type { Caller } from "../ports/accounts.ts";
import { ownProject } from "./admit-run.ts";
import type { AdmissionDeps } from "./agent-deps.ts";
import { runAtWork } from "./own-job.ts";
import { parseRequest } from "./parse-request.ts";

export interface Resumable {
  readonly jobId: string;
  readonly remainingScenes: number;
  readonly totalScenes: number;
  /** Present while a run is at work on it. */
  readonly running?: true;
}

/**
 * `GET /api/agent/check-resume`: the project's unfinished job.
 * @returns null when there is nothing to resume
 * @throws InvalidRequestError, ProjectNotFoundError, ForbiddenError
 */
export async function checkResume(
  deps: Pick<AdmissionDeps, "projects" | "jobs" | "runs" | "clock">,
  account: Caller,
  query: unknown,
): Promise<Resumable | null> {
  const { projectId } = parseRequest(checkResumeQuery, query);
  await ownProject(deps, account.userId, projectId);
  const job = await deps.jobs.latestOfProject(projectId);
  if (job === undefined || job.state === "aborted") return null;
  const scenes = await deps.jobs.listScenes(job.jobId);
  const remainingScenes = scenes.filter(({ result }) => result === undefined).length;
  if (remainingScenes === 0) return null;
  const run = await runAtWork(deps, job);
  const { jobId, totalScenes } = job;
  return { jobId, remainingScenes, totalScenes, ...(run !== undefined && { running: true }) };
}
