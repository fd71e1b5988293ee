import { MODEL_ESTIMATE_CREDITS } from "../catalog/rates.ts";
import { parseComposition } from "../compositions/validate.ts";
import { type RunAgentBody, runAgentBody } from "../contract/agent-api.ts";
import {
  ConcurrentLimitError,
  ForbiddenError,
  InsufficientCreditError,
  ProjectNotFoundError,
  ZombieTimeoutError,
} from "../contract/errors.ts";
import { requireFailuresLeft } from "../credits/daily-limit.ts";
import { holdCredits } from "../credits/hold-credits.ts";
import { releaseHold } from "../credits/settle-holds.ts";
import { LEASE_MS } from "../jobs/keep-run.ts";
import { TYPICAL_SCENE_CREDITS } from "../jobs/plan.ts";
import type { Account } from "../ports/accounts.ts";
import type { Project } from "../ports/projects.ts";
import { liveRunStates, type Run } from "../ports/runs.ts";
import type { AdmissionDeps } from "./agent-deps.ts";
import { parseRequest } from "./parse-request.ts";
import { isStale, reapRun } from "./reap-run.ts";
import { RUN_HOLD_TTL_MS, runHoldId } from "./run-holds.ts";
import { putRunRequest, type RunRequest } from "./run-request.ts";

/** What a surface knows of a request to run that its body does not say. */
export interface AdmitOptions {
  /** Names the run: a repeat of the same request, after a crash too, gets the run it started. @default a new one */
  readonly workId?: string | undefined;
}

/**
 * `POST /api/agent` after the caller is known: admits one run and starts its execution.
 *
 * Order: fields (400), project (404, 403), the user's lock and the project's render (409), too many failures today (429),
 * credits for the model and one scene (402). Whoever is refused has started nothing and pays nothing.
 *
 * @param options `toStored` makes paths of our own media URLs, as stores keep them
 * @throws InvalidRequestError, ProjectNotFoundError, ForbiddenError, ConcurrentLimitError, ZombieTimeoutError,
 *   DailyLimitError, InsufficientCreditError, TooLargeError
 */
export async function admitRun(
  deps: AdmissionDeps,
  account: Account,
  body: unknown,
  options: AdmitOptions & {
    readonly toStored?: (composition: RunRequest["composition"]) => RunRequest["composition"];
  } = {},
): Promise<Run> {
  const { toStored = (given) => given, workId } = options;
  const fields = parseRequest(runAgentBody, body);
  const composition = toStored(parseComposition(fields.composition));
  const project = await ownProject(deps, account.userId, fields.projectId);
  const run = { ...runOf(deps, account, fields, project), runId: newRunId(deps, workId) };
  await putRunRequest(deps.data, run.runId, {
    message: fields.message,
    composition,
    chatHistory: fields.chatHistory,
    selectedItemContext: fields.selectedItemContext,
  });
  const money = { extraCredits: TYPICAL_SCENE_CREDITS, modelCredits: MODEL_ESTIMATE_CREDITS };
  return startRun(deps, run, money, { workId });
}

export const newRunId = ({ ids }: Pick<AdmissionDeps, "ids">, workId: string | undefined): string =>
  workId === undefined ? ids.next("run") : `run_${workId}`;

function runOf(
  deps: AdmissionDeps,
  account: Account,
  fields: RunAgentBody,
  project: Project,
): Omit<Run, "runId"> {
  const templateId = fields.templateId ?? project.templateId;
  return {
    userId: account.userId,
    projectId: fields.projectId,
    kind: "edit",
    state: "admitted",
    locale: fields.locale,
    autoSave: fields.autoSave,
    ...(fields.render && { rendersFilm: true }),
    ...(templateId !== null && { templateId }),
    ...(fields.scenes !== undefined && { sceneCount: fields.scenes }),
    abortRequested: false,
    createdAtEpochMs: deps.clock.now(),
  };
}

/** @throws ProjectNotFoundError, ForbiddenError */
export async function ownProject(
  { projects }: Pick<AdmissionDeps, "projects">,
  userId: string,
  projectId: number,
): Promise<Project> {
  const project = await projects.get(projectId);
  if (project === undefined) throw new ProjectNotFoundError(projectId);
  if (project.userId !== userId) throw new ForbiddenError();
  return project;
}

/**
 * Takes the user's lock, makes sure that nothing renders the project, holds the credits, starts the execution. What a
 * later step refuses, the earlier ones give back. A run of a named request that has started already is given as it is.
 *
 * @param money `modelCredits` are held, `extraCredits` must be there as well; whole credits
 * @throws ConcurrentLimitError, ZombieTimeoutError, DailyLimitError, InsufficientCreditError
 */
export async function startRun(
  deps: AdmissionDeps,
  run: Run,
  money: { readonly modelCredits: number; readonly extraCredits: number },
  { workId }: AdmitOptions = {},
): Promise<Run> {
  const before = workId === undefined ? undefined : await deps.runs.get(run.runId);
  if (before !== undefined && (await hasStarted(deps, before))) return before;
  await takeLock(deps, run);
  try {
    // Read after the lock was written: a render that starts at this moment reads the lock after it wrote its status.
    const project = await deps.projects.get(run.projectId);
    if (project?.status === "rendering") {
      throw new ConcurrentLimitError("The project is being rendered.", { renderId: project.renderId });
    }
    await holdForRun(deps, run, money);
    await deps.workflows.startAgentRun(run.runId);
    return run;
  } catch (error) {
    await releaseHold(deps, { userId: run.userId, holdId: runHoldId(run.runId) });
    await deps.runs.close(run.runId, "failed", deps.clock.now());
    await deps.runs.unlock(run.userId, run.runId);
    throw error;
  }
}

/** An admission that crashed before it started the execution is to be carried on. */
const hasStarted = async ({ workflows }: Pick<AdmissionDeps, "workflows">, run: Run): Promise<boolean> =>
  !liveRunStates.includes(run.state) || (await workflows.agentRunStatus(run.runId)) !== "missing";

/** @throws ConcurrentLimitError, ZombieTimeoutError */
async function takeLock(deps: AdmissionDeps, run: Run): Promise<void> {
  for (;;) {
    const inTheWay = await deps.runs.admit(run, deps.clock.now() + LEASE_MS);
    if (inTheWay === undefined) return;
    const { runId, userId } = inTheWay;
    const holder = await deps.runs.get(runId);
    const data = { runId, ...(holder?.jobId !== undefined && { jobId: holder.jobId }) };
    if (holder !== undefined && !liveRunStates.includes(holder.state) && holder.state !== "reaped") {
      // It is over and about to give the lock back; its stream may have said so already.
      await deps.runs.unlock(userId, runId);
    } else if (await isStale(deps, inTheWay)) {
      await reapRun(deps, inTheWay);
      throw new ZombieTimeoutError(data);
    } else {
      throw new ConcurrentLimitError("Another run of yours is still working.", data);
    }
  }
}

/** The model's estimate is held; what comes after it must be there, and is held when it starts. */
async function holdForRun(
  deps: AdmissionDeps,
  { runId, userId }: Run,
  { modelCredits, extraCredits }: { readonly modelCredits: number; readonly extraCredits: number },
): Promise<void> {
  const account = await deps.credits.getAccount(userId);
  if (account !== undefined) await requireFailuresLeft(deps, account);
  const available = (account?.monthlyRemaining ?? 0) + (account?.purchased ?? 0);
  const required = modelCredits + extraCredits;
  if (available < required) throw new InsufficientCreditError(required, available);
  if (modelCredits === 0) return;
  await holdCredits(deps, {
    userId,
    holdId: runHoldId(runId),
    credits: modelCredits,
    ttlMs: RUN_HOLD_TTL_MS,
  });
}
