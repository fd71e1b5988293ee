import { filmLookOf } from "../catalog/templates/film-look.ts";
import { applyOperations } from "../compositions/apply-operations.ts";
import { OperationConflictError } from "../compositions/errors.ts";
import { type Composition, MAX_TRACKS } from "../contract/composition.ts";
import { AppError } from "../contract/errors.ts";
import type { AgentStepResult } from "../contract/steps.ts";
import { createJob } from "../jobs/create-job.ts";
import { keepJobs } from "../jobs/keep-jobs.ts";
import { keepRun, RunAbortedError, RunEndedError } from "../jobs/keep-run.ts";
import type { JournalledTool, Run } from "../ports/runs.ts";
import { nextLook } from "../scenes/vendor-looks.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { attachedAssets } from "./attached-assets.ts";
import { templateOf } from "./choose-template.ts";
import { startMediaCall } from "./media-calls.ts";
import { plannedScenes } from "./planned-scenes.ts";
import { boundOf, requireCallsLeft } from "./run-bounds.ts";
import { getRunRequest, type RunRequest } from "./run-request.ts";
import { saveRun } from "./save-run.ts";
import { stepResult } from "./step-results.ts";
import { announceCall } from "./think.ts";
import {
  announceEnd,
  callsOf,
  editContext,
  endCall,
  findTool,
  newCall,
  type ToolCall,
} from "./tool-calls.ts";
import { generateImageTool, generateSpeechTool, generateVideoTool } from "./tools/media-tools.ts";
import { parseInput, performEdit, planLongVideoTool, toolNames } from "./tools/registry.ts";
import { requireNoSelection, ToolInputError } from "./tools/tool.ts";
import { workingComposition } from "./working-composition.ts";

const mediaTools: readonly string[] = [
  generateImageTool.name,
  generateVideoTool.name,
  generateSpeechTool.name,
];

/** Calls of one turn that are carried out; nobody asks for more at once who makes sense. */
export const MAX_CALLS_A_TURN = 60;

/**
 * Carries out the calls of one turn, in their order: edits at once, media started. A call that cannot be carried out is
 * an answer to the model, not an error of the run. What a repeat of this step finds done stays done.
 *
 * @throws RunEndedError, RunAbortedError, TransientError
 */
export async function act(
  deps: AgentDeps,
  { runId, turn }: { readonly runId: string; readonly turn: number },
): Promise<AgentStepResult> {
  const run = await keepRun(deps, runId);
  if (run.abortRequested) throw new RunAbortedError();
  const request = await getRunRequest(deps.runs, runId);
  const made = (await deps.runs.journal(runId)).turns.find((candidate) => candidate.turn === turn);
  if (made === undefined) throw new Error(`Turn ${turn} of run ${runId} is not in its journal.`);
  for (const [index, call] of callsOf(made).entries()) {
    await announceCall(deps, runId, call);
    if (index < MAX_CALLS_A_TURN) await performCall(deps, run, request, call);
    else await refuseCall(deps, run, call);
  }
  return afterCalls(deps, runId, turn, 1);
}

/**
 * Where a run goes from a turn's calls: on waiting for media, to the film that was planned or, when its plan is to be
 * reviewed, to its end, or back to the model.
 * @param attempt number of the next look
 */
export async function afterCalls(
  deps: AgentDeps,
  runId: string,
  turn: number,
  attempt: number,
): Promise<AgentStepResult> {
  const journal = await deps.runs.journal(runId);
  if (journal.tools.some((tool) => tool.turn === turn && tool.state !== "done")) {
    const { waitSeconds } = nextLook(attempt);
    return stepResult(runId, { next: "wait", turn, attempt, waitSeconds });
  }
  const run = await deps.runs.get(runId);
  const { jobId, reviewsPlan } = run ?? {};
  if (jobId !== undefined)
    return stepResult(runId, reviewsPlan ? { next: "finish" } : { next: "long-video", jobId });
  const isOver = run === undefined || boundOf(run, journal) !== undefined;
  return stepResult(runId, isOver ? { next: "finish" } : { next: "think", turn: turn + 1 });
}

async function refuseCall(deps: AgentDeps, run: Run, call: ToolCall): Promise<void> {
  const resultText = `Not done: at most ${MAX_CALLS_A_TURN} calls of a turn are.`;
  await endCall(deps, run, newCall(call), { success: false, resultText });
}

async function performCall(deps: AgentDeps, run: Run, request: RunRequest, call: ToolCall): Promise<void> {
  const journal = await deps.runs.journal(run.runId);
  const existing = findTool(journal, call);
  if (existing?.state === "done") return announceEnd(deps, run, existing);
  if (existing?.state === "waiting") return;
  const composition = workingComposition(request.composition, journal.tools);
  const tool = existing ?? newCall(call);
  const expected = existing === undefined ? "absent" : "starting";
  try {
    if (existing === undefined) requireCallsLeft(journal);
    if (mediaTools.includes(call.toolName)) {
      await startMediaCall(deps, run, { request, composition, call, tool, expected });
      return;
    }
    const result =
      call.toolName === planLongVideoTool.name
        ? await planFilm(deps, run, request, composition, call)
        : await editComposition(deps, run, request, composition, call);
    await endCall(deps, run, tool, result);
  } catch (error) {
    await answerError(deps, run, tool, error);
  }
}

async function editComposition(
  deps: AgentDeps,
  run: Run,
  request: RunRequest,
  before: Composition,
  call: ToolCall,
) {
  const attached = await attachedAssets(deps, run, request, { composition: before, input: call.input });
  const composition = applyOperations(before, attached);
  const selectedItemId = request.selectedItemContext?.itemId;
  const look = request.template && filmLookOf(request.template, run.locale);
  const context = editContext(composition, call, { runId: run.runId, selectedItemId, look });
  const edit = performEdit(context, call.toolName, call.input);
  if (edit === undefined) {
    throw new ToolInputError(`There is no tool ${call.toolName}. Tools: ${toolNames.join(", ")}.`);
  }
  // Tried here, so that the model hears of what does not fit.
  const after = applyOperations(composition, edit.operations);
  if (after.tracks.length > MAX_TRACKS) {
    throw new ToolInputError(`A composition has at most ${MAX_TRACKS} tracks; name one that is there.`);
  }
  return { success: true, ...edit, operations: [...attached, ...edit.operations] };
}

/** The plan becomes a job. What the run edited before is saved first: the film is laid out over it. */
async function planFilm(
  deps: AgentDeps,
  run: Run,
  request: RunRequest,
  composition: Composition,
  call: ToolCall,
) {
  requireNoSelection({ selectedItemId: request.selectedItemContext?.itemId });
  const plan = parseInput(planLongVideoTool, call.input);
  const current = await deps.runs.get(run.runId);
  const { tools } = await deps.runs.journal(run.runId);
  const isOther = tools.some(
    ({ toolName, toolUseId, success }) =>
      toolName === planLongVideoTool.name && toolUseId !== call.toolUseId && success,
  );
  if (isOther) throw new ToolInputError("A film is planned already; one run makes one film.");
  if (run.sceneCount !== undefined && plan.scenes.length !== run.sceneCount) {
    throw new ToolInputError(`Plan exactly ${run.sceneCount} scenes; these are ${plan.scenes.length}.`);
  }
  const scenes = await plannedScenes(deps, run, request, { composition, plan });
  if (current?.autoSave) await saveRun(deps, run);
  const template = await templateOf(deps, run, request);
  const { job } = await createJob(deps, run, { ...plan, scenes }, { composition, template });
  await deps.runs.update(run.runId, { jobId: job.jobId });
  await keepJobs(deps, run.userId);
  return { success: true, resultText: `Planned ${job.totalScenes} scenes as ${job.jobId}.` };
}

/** Faults of the call go back to the model; whatever may pass is the step's, and comes again. */
async function answerError(deps: AgentDeps, run: Run, tool: JournalledTool, error: unknown): Promise<void> {
  if (error instanceof RunEndedError) throw error;
  const isForModel = error instanceof ToolInputError || error instanceof OperationConflictError;
  const isOurs = error instanceof AppError && !error.isRetryable;
  if (!isForModel && !isOurs) throw error;
  await endCall(deps, run, tool, { success: false, resultText: error.message });
}
