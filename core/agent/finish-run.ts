import type { MessageKey, MessageParams } from "../catalog/message-keys.ts";
import { formatMessage } from "../catalog/messages.ts";
import { planTerms } from "../catalog/plans.ts";
import { compositionDiff } from "../compositions/diff.ts";
import type { AgentEventPayload } from "../contract/agent-events.ts";
import type { Composition } from "../contract/composition.ts";
import { AppError } from "../contract/errors.ts";
import type { AgentStepResult } from "../contract/steps.ts";
import { currentComposition } from "../jobs/job-composition.ts";
import { endLease, keepRun, RunEndedError } from "../jobs/keep-run.ts";
import { loadJob } from "../jobs/load-scene.ts";
import { sceneCost } from "../jobs/scene-price.ts";
import { jobOutcome } from "../jobs/settle-job.ts";
import type { Run, RunJournal } from "../ports/runs.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { stoppedBy } from "./run-bounds.ts";
import { settleRun } from "./run-holds.ts";
import { getRunRequest, type RunRequest } from "./run-request.ts";
import { saveRun } from "./save-run.ts";
import { stepResult } from "./step-results.ts";
import { endOpenCalls } from "./tool-calls.ts";

/** None of a run's edits could be kept: what they were for is not there any more. */
class NothingKeptError extends AppError {
  constructor() {
    super(
      "COMPOSITION_CONFLICT",
      "The project was changed meanwhile, and the edits do not fit it any more.",
      {
        httpStatus: 409,
      },
    );
  }
}

/** The end of a run, before it is told. */
interface Ending {
  readonly success: boolean;
  readonly message: string;
  readonly messageKey: MessageKey;
  readonly messageParams: MessageParams;
  readonly composition: Composition;
  /** Captured for scenes of this run. */
  readonly sceneCredits: number;
  readonly conflicts: ReadonlySet<string>;
  readonly job?: {
    readonly resumeJobId?: string;
    readonly remainingScenes: number;
    readonly totalScenes: number;
  };
}

/**
 * The last step of a run that went well: its edits are saved, its money is settled, the project's chat has it, `done`
 * tells it, and the user may start the next one. When it comes again, whatever was done is done once.
 *
 * @throws RunEndedError, NothingKeptError (COMPOSITION_CONFLICT), CompositionBusyError, ProjectNotFoundError
 */
export async function finishRun(deps: AgentDeps, runId: string): Promise<AgentStepResult> {
  const found = await deps.runs.get(runId);
  // A repeat may find the run closed; then it goes on where the first one was cut off.
  const run = found?.state === "done" ? found : await keepRun(deps, runId);
  const request = await getRunRequest(deps.runs, runId);
  const journal = await deps.runs.journal(runId);
  const ending =
    run.jobId === undefined ? await endEdit(deps, run, journal) : await endFilm(deps, run, run.jobId);
  const runCredits = await settleRun(deps, run, { isFree: false });
  await appendChat(deps, run, request, ending.message);
  if (!(await deps.runs.close(runId, "done", deps.clock.now()))) throw new RunEndedError(runId);
  await endLease(deps, run);
  await endOpenCalls(deps, runId, journal);
  await deps.log.append(runId, "end", {
    name: "done",
    payload: donePayload(run, { request, journal, ending, creditsUsed: runCredits + ending.sceneCredits }),
  });
  // Last: whoever finds the lock finds a run of which nothing is missing, or cleans up after it.
  await deps.runs.unlock(run.userId, runId);
  return stepResult(runId, { next: "end" });
}

async function endEdit(deps: AgentDeps, run: Run, journal: RunJournal): Promise<Ending> {
  const { composition, conflicts, changes } = await saveRun(deps, run);
  if (changes === 0 && conflicts.size > 0) throw new NothingKeptError();
  const isStopped = stoppedBy(run, journal) !== undefined;
  const messageKey: MessageKey = `Agent.shortEdit.done.${isStopped ? "stopped" : changes > 0 ? "applied" : "unchanged"}`;
  const messageParams = { changes };
  const said = isStopped ? undefined : lastWords(journal);
  return {
    success: true,
    message: said ?? formatMessage(run.locale, messageKey, messageParams),
    messageKey,
    messageParams,
    composition,
    conflicts,
    sceneCredits: 0,
  };
}

async function endFilm(deps: AgentDeps, run: Run, jobId: string): Promise<Ending> {
  const job = await loadJob(deps.jobs, jobId);
  const scenes = await deps.jobs.listScenes(jobId);
  const { ending, completedScenes, remainingScenes, totalScenes } = jobOutcome(run, job, scenes);
  const isReview = run.reviewsPlan === true;
  const kind = run.kind === "edit" ? "" : run.kind === "resume" ? "resume." : "retryScene.";
  const messageKey: MessageKey = isReview
    ? "Agent.longVideo.review.done"
    : `Agent.longVideo.${kind}done.${ending}`;
  const retried = scenes.find(({ sceneId }) => sceneId === run.sceneId);
  const messageParams = {
    completedScenes,
    remainingScenes,
    totalScenes,
    ...(retried !== undefined && { sceneNumber: retried.index + 1 }),
  };
  const charged = scenes.filter(({ runId, state }) => runId === run.runId && state === "complete");
  return {
    success: ending !== "insufficientCredit",
    message: formatMessage(run.locale, messageKey, messageParams),
    messageKey,
    messageParams,
    composition: await currentComposition(deps, job),
    conflicts: new Set(),
    sceneCredits: charged.reduce((sum, scene) => sum + sceneCost(scene, job.locale), 0),
    job: { ...(remainingScenes > 0 && { resumeJobId: jobId }), remainingScenes, totalScenes },
  };
}

/** What the model said last, if it said anything. */
function lastWords({ turns }: RunJournal): string | undefined {
  const texts = (turns.at(-1)?.content ?? []).flatMap((block) =>
    block.type === "text" ? [block.text.trim()] : [],
  );
  const text = texts.join("\n").trim();
  return text === "" ? undefined : text;
}

/** The instruction and the answer, each once. Without auto-save the project hears nothing of the run. */
async function appendChat(deps: AgentDeps, run: Run, request: RunRequest, message: string): Promise<void> {
  if (!run.autoSave) return;
  const account = await deps.credits.getAccount(run.userId);
  const { keptChatMessages } = planTerms[account?.plan ?? "free"];
  const entry = (role: string, content: string, atEpochMs: number) =>
    deps.projects.appendChat(
      run.projectId,
      { role, content, atEpochMs, entryId: `${run.runId}:${role}` },
      keptChatMessages,
    );
  if (request.message !== "") await entry("user", request.message, run.createdAtEpochMs);
  // Chats are ordered by time: an answer is later than what it answers, however fast it was.
  await entry("assistant", message, Math.max(deps.clock.now(), run.createdAtEpochMs + 1));
}

function donePayload(
  run: Run,
  told: { request: RunRequest; journal: RunJournal; ending: Ending; creditsUsed: number },
): AgentEventPayload<"done"> {
  const { request, journal, ending, creditsUsed } = told;
  const { success, message, messageKey, messageParams, composition, conflicts, job } = ending;
  const toolResults = journal.tools
    .filter(({ state }) => state === "done")
    .toSorted((a, b) => a.order - b.order)
    .map(({ toolUseId, toolName, success: isDone, resultText, error }) => {
      const isKept = isDone && !conflicts.has(toolUseId);
      const reason = isDone ? "It does not fit the project any more." : (error ?? resultText);
      return {
        toolUseId,
        toolName,
        success: isKept,
        ...(isKept ? { result: resultText } : { error: reason }),
      };
    });
  return {
    success,
    data: {
      message,
      messageKey,
      messageParams: { ...messageParams },
      composition,
      toolResults,
      projectId: run.projectId,
      ...job,
      diff: compositionDiff(request.composition, composition),
      creditsUsed,
    },
  };
}
