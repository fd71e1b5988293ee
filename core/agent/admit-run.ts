import { creditsForAttachments, MODEL_ESTIMATE_CREDITS } from "../catalog/rates.ts";
import { parseComposition } from "../compositions/validate.ts";
import { type RunAgentBody, runAgentBody } from "../contract/agent-api.ts";
import {
  ConcurrentLimitError,
  ForbiddenError,
  InsufficientCreditError,
  InvalidRequestError,
  ProjectNotFoundError,
  TransientError,
  ZombieTimeoutError,
} from "../contract/errors.ts";
import { countRegeneration, failuresToday, requireFailuresLeft } from "../credits/daily-limit.ts";
import { decideStart } from "../credits/decide-start.ts";
import { releaseHold } from "../credits/settle-holds.ts";
import { LEASE_MS } from "../jobs/keep-run.ts";
import type { Account, Caller } from "../ports/accounts.ts";
import type { CreditChange } from "../ports/credit-store.ts";
import type { Project } from "../ports/projects.ts";
import { type Admission, liveRunStates, type Run, type RunLock } from "../ports/runs.ts";
import type { AdmissionDeps } from "./agent-deps.ts";
import { type AttachmentDeps, takeAttachments, visualsIn } from "./attachments.ts";
import { parseRequest } from "./parse-request.ts";
import { impliedWork } from "./quote/implied-work.ts";
import { firstCredits } from "./quote/price-work.ts";
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
 * Order: fields and what is in the attached files (400), project (404, 403), the user's lock and the project's render
 * (409), too many failures today (429), credits for the model and one scene or the tool that an edit implies (402). Whoever is refused has started
 * nothing and pays nothing.
 *
 * @param options `toStored` makes paths of our own media URLs, as stores keep them
 * @throws InvalidRequestError, ProjectNotFoundError, ForbiddenError, ConcurrentLimitError, ZombieTimeoutError,
 *   DailyLimitError, InsufficientCreditError, TooLargeError
 */
export async function admitRun(
  deps: AdmissionDeps & AttachmentDeps,
  account: Caller,
  body: unknown,
  options: AdmitOptions & {
    readonly toStored?: (composition: RunRequest["composition"]) => RunRequest["composition"];
  } = {},
): Promise<Run> {
  const { toStored = (given) => given, workId } = options;
  const fields = parseRequest(runAgentBody, body);
  const composition = toStored(parseComposition(fields.composition));
  checkSelection(fields, composition);
  const attached = await takeAttachments(deps, account.userId, fields.attachedFiles ?? []);
  const modelCredits = MODEL_ESTIMATE_CREDITS + creditsForAttachments(attached.tokens);
  const run = {
    ...runOf(deps, account, fields),
    runId: newRunId(deps, workId),
    modelEstimateCredits: modelCredits,
  };
  const request = {
    message: fields.message,
    composition,
    chatHistory: fields.chatHistory ?? [],
    selectedItemContext: fields.selectedItemContext,
    attachments: [...attached.files],
  };
  const work = impliedWork({ ...fields, ownVisuals: visualsIn(attached) }, composition);
  const money = { extraCredits: firstCredits(work), modelCredits };
  return startRun(deps, run, money, { workId, request });
}

/** @throws InvalidRequestError when the item is not in the composition */
export function checkSelection(
  { selectedItemContext }: RunAgentBody,
  { items }: RunRequest["composition"],
): void {
  if (!selectedItemContext || Object.hasOwn(items, selectedItemContext.itemId)) return;
  const problem = { path: "selectedItemContext.itemId", message: "is no item of the composition" };
  throw new InvalidRequestError("INVALID_PARAMETERS", [problem]);
}

export const newRunId = ({ ids }: Pick<AdmissionDeps, "ids">, workId: string | undefined): string =>
  workId === undefined ? ids.next("run") : `run_${workId}`;

function runOf(deps: AdmissionDeps, account: Caller, fields: RunAgentBody): Omit<Run, "runId"> {
  return {
    userId: account.userId,
    projectId: fields.projectId,
    kind: "edit",
    state: "admitted",
    locale: fields.locale,
    autoSave: fields.autoSave,
    ...(fields.render && { rendersFilm: true }),
    ...(fields.reviewPlan && { reviewsPlan: true }),
    ...(typeof fields.templateId === "string" && { templateId: fields.templateId }),
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

/** What a start needs to know of the run. */
export interface StartOptions extends AdmitOptions {
  /** What the run was asked, to be kept for its first step. */
  readonly request?: RunRequest;
  /** Names the regeneration that it is, which the plan has so many of in a day. */
  readonly regeneration?: string;
}

/** Others of the same user's requests that change what is being decided on, at most. */
const MAX_ATTEMPTS = 20;

/**
 * Starts a run: one round of reads decides, one transaction takes the lock and holds the credits while nothing renders
 * the project, then the execution starts. A run of a named request that has started already is given as it is.
 *
 * @param money `modelCredits` are held, `extraCredits` must be there as well; whole credits
 * @throws ProjectNotFoundError, ForbiddenError, ConcurrentLimitError, ZombieTimeoutError, DailyLimitError,
 *   InsufficientCreditError; TransientError when what it decides on keeps moving
 */
export async function startRun(
  deps: AdmissionDeps,
  run: Run,
  money: { readonly modelCredits: number; readonly extraCredits: number },
  { workId, request, regeneration }: StartOptions = {},
): Promise<Run> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { before, lock, project, account, failedToday } = await readStanding(deps, run, workId);
    if (before !== undefined && (await hasStarted(deps, before))) return before;
    if (lock !== undefined && lock.runId !== run.runId) {
      await makeWay(deps, lock);
      continue;
    }
    if (project.status === "rendering") throw renderInTheWay(project);
    if (account !== undefined) requireFailuresLeft(deps, account, failedToday);
    if (account === undefined) throw new InsufficientCreditError(money.modelCredits + money.extraCredits, 0);
    const isHeld = before !== undefined && lock !== undefined;
    const hold = isHeld ? undefined : decideRunHold(deps, run, account, money);
    if (regeneration !== undefined) await countRegeneration(deps, account, regeneration);
    const { outcome } = await startOnce(deps, run, { hold, request });
    if (outcome === "admitted") return run;
  }
  throw new TransientError("Too many requests of one user at once.");
}

/** Everything that an admission is decided by, in one round. @throws ProjectNotFoundError, ForbiddenError */
async function readStanding(deps: AdmissionDeps, { runId, userId, projectId }: Run, workId?: string) {
  const [before, lock, project, account, failedToday] = await Promise.all([
    workId === undefined ? undefined : deps.runs.get(runId),
    deps.runs.getLock(userId),
    ownProject(deps, userId, projectId),
    deps.credits.getAccount(userId),
    failuresToday(deps, userId),
  ]);
  return { before, lock, project, account, failedToday };
}

/** An admission that crashed before it started the execution is to be carried on. */
const hasStarted = async ({ workflows }: Pick<AdmissionDeps, "workflows">, run: Run): Promise<boolean> =>
  !liveRunStates.includes(run.state) || (await workflows.agentRunStatus(run.runId)) !== "missing";

const renderInTheWay = ({ renderId }: Project): ConcurrentLimitError =>
  new ConcurrentLimitError("The project is being rendered.", { renderId });

/** Returns when the lock was given back, or was about to be. @throws ConcurrentLimitError, ZombieTimeoutError */
async function makeWay(deps: AdmissionDeps, lock: RunLock): Promise<void> {
  const { runId, userId } = lock;
  const holder = await deps.runs.get(runId);
  const data = { runId, ...(holder?.jobId !== undefined && { jobId: holder.jobId }) };
  if (holder !== undefined && !liveRunStates.includes(holder.state) && holder.state !== "reaped") {
    // It is over and about to give the lock back; its stream may have said so already.
    await deps.runs.unlock(userId, runId);
  } else if (await isStale(deps, lock)) {
    await reapRun(deps, lock);
    throw new ZombieTimeoutError(data);
  } else {
    throw new ConcurrentLimitError("Another run of yours is still working.", data);
  }
}

/** The model's estimate is held; what comes after it must be there, and is held when it starts. */
const decideRunHold = (
  { clock }: Pick<AdmissionDeps, "clock">,
  { runId }: Run,
  account: Account,
  { modelCredits, extraCredits }: { readonly modelCredits: number; readonly extraCredits: number },
): CreditChange | undefined =>
  decideStart(
    account,
    {
      holdId: runHoldId(runId),
      credits: modelCredits,
      moreCredits: extraCredits,
      ttlMs: RUN_HOLD_TTL_MS,
    },
    clock.now(),
  );

/** What cannot be started gives back what it took. */
async function startOnce(
  deps: AdmissionDeps,
  run: Run,
  { hold, request }: { readonly hold: CreditChange | undefined; readonly request: RunRequest | undefined },
): Promise<Admission> {
  const { runId, userId } = run;
  try {
    const [admission, stored] = await Promise.allSettled([
      deps.runs.admit(run, deps.clock.now() + LEASE_MS, hold),
      request === undefined ? undefined : putRunRequest(deps.runs, run, request),
    ]);
    if (admission.status === "rejected") throw admission.reason;
    if (admission.value.outcome !== "admitted") return admission.value;
    if (stored.status === "rejected") throw stored.reason;
    await deps.workflows.startAgentRun(runId);
    return admission.value;
  } catch (error) {
    await deps.runs.close(runId, "failed", deps.clock.now());
    await releaseHold(deps, { userId, holdId: runHoldId(runId) });
    await deps.runs.unlock(userId, runId);
    throw error;
  }
}
