import { ProviderError } from "../contract/errors.ts";
import type { AgentStepResult } from "../contract/steps.ts";
import { keepRun, LEASE_MS, RunAbortedError } from "../jobs/keep-run.ts";
import type { ChatListener } from "../ports/chat-model.ts";
import type { JournalledTurn, Run, RunJournal } from "../ports/runs.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { attachmentBlocks } from "./attachment-blocks.ts";
import { templateOf } from "./choose-template.ts";
import { conversation, runSystem, STATIC_SYSTEM } from "./prompt.ts";
import { MAX_TURN_OUTPUT_TOKENS, makesNoSense } from "./run-bounds.ts";
import { getRunRequest } from "./run-request.ts";
import { stepResult } from "./step-results.ts";
import { announceLoss } from "./tool-calls.ts";
import { chatTools } from "./tools/registry.ts";
import { workingComposition } from "./working-composition.ts";

const HEARTBEAT_MS = LEASE_MS / 5;

/**
 * One model turn. It is journalled before it is acted on: when the step comes again, the model is not asked again.
 * @throws RunEndedError, RunAbortedError, TransientError, ProviderError
 */
export async function think(
  deps: AgentDeps,
  { runId, turn }: { readonly runId: string; readonly turn: number },
): Promise<AgentStepResult> {
  const run = await keepRun(deps, runId);
  if (run.abortRequested) throw new RunAbortedError();
  const journal = await deps.runs.journal(runId);
  const made = journal.turns.find((candidate) => candidate.turn === turn);
  const kept = made ?? (await deps.runs.putTurn(runId, await askModel(deps, run, journal, turn)));
  const hasCalls = kept.content.some(({ type }) => type === "tool_use");
  return stepResult(runId, { next: hasCalls ? "act" : "finish", turn });
}

async function askModel(
  deps: AgentDeps,
  run: Run,
  journal: RunJournal,
  turn: number,
): Promise<JournalledTurn> {
  if (makesNoSense(journal)) {
    throw new ProviderError("The language model kept answering with calls that make no sense.");
  }
  const request = await getRunRequest(deps.runs, run.runId);
  const past = { ...journal, turns: journal.turns.filter((earlier) => earlier.turn < turn) };
  const template = await templateOf(deps, run, request);
  const composition = workingComposition(request.composition, journal.tools);
  const attached = await attachmentBlocks(deps, run.userId, request.attachments ?? []);
  const { listener, announced } = turnListener(deps, run);
  try {
    const { content, stopReason, usage } = await deps.model.complete(
      {
        staticSystem: STATIC_SYSTEM,
        runSystem: runSystem(run, { ...request, composition }, template),
        tools: chatTools,
        messages: conversation(request, attached, past),
        maxOutputTokens: MAX_TURN_OUTPUT_TOKENS,
      },
      listener,
    );
    if (stopReason === "refusal") throw new ProviderError("The language model refused the request.");
    if (content.length === 0) throw new ProviderError("The language model answered nothing.");
    return { turn, content, stopReason, usage };
  } catch (error) {
    for (const call of announced) await announceLoss(deps, run.runId, call);
    throw error;
  }
}

/** Announces each call as soon as the model begins it, and shows signs of life while a long turn streams. */
function turnListener(deps: AgentDeps, run: Run) {
  const announced: { readonly toolUseId: string; readonly toolName: string }[] = [];
  let renewedAtEpochMs = deps.clock.now();
  const listener: ChatListener = {
    async onToolUse({ toolUseId, toolName }) {
      await announceCall(deps, run.runId, { toolUseId, toolName });
      announced.push({ toolUseId, toolName });
    },
    async onText() {
      const now = deps.clock.now();
      if (now - renewedAtEpochMs < HEARTBEAT_MS) return;
      renewedAtEpochMs = now;
      await deps.runs.renewLease(run.userId, run.runId, now + LEASE_MS);
    },
  };
  return { listener, announced };
}

export async function announceCall(
  { log }: Pick<AgentDeps, "log">,
  runId: string,
  call: { readonly toolUseId: string; readonly toolName: string },
): Promise<void> {
  await log.append(runId, `tool_start:${call.toolUseId}`, { name: "tool_start", payload: call });
}
