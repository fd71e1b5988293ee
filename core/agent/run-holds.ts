import { creditsForTokens, MODEL_ESTIMATE_CREDITS } from "../catalog/rates.ts";
import type { CreditDeps } from "../credits/change-credits.ts";
import { countFailure, type DailyDeps } from "../credits/daily-limit.ts";
import { HoldClosedError, UnknownHoldError } from "../credits/errors.ts";
import { captureHold, releaseHold } from "../credits/settle-holds.ts";
import type { TokenUsage } from "../ports/chat-model.ts";
import type { JournalledTool, JournalledTurn, Run, RunJournal, RunStore } from "../ports/runs.ts";

/** The natural key of what a run pays the model. */
export const runHoldId = (runId: string): string => `run:${runId}`;

/** The natural key of what one tool call pays for. */
export const toolHoldId = (runId: string, toolUseId: string): string => `tool:${runId}:${toolUseId}`;

/** A run ends within half a day; after that nobody settles its hold any more. */
export const RUN_HOLD_TTL_MS = 14 * 3_600_000;

/** Tokens of all turns together. */
export function totalUsage(turns: readonly JournalledTurn[]): TokenUsage {
  const sum = (field: keyof TokenUsage) => turns.reduce((total, { usage }) => total + usage[field], 0);
  return {
    inputTokens: sum("inputTokens"),
    outputTokens: sum("outputTokens"),
    cacheReadTokens: sum("cacheReadTokens"),
    cacheWriteTokens: sum("cacheWriteTokens"),
  };
}

/** What a run owes for the model: by tokens, never more than was held. Whole credits. */
export const modelCost = (
  { modelEstimateCredits = MODEL_ESTIMATE_CREDITS }: Pick<Run, "modelEstimateCredits">,
  journal: RunJournal,
): number => Math.min(modelEstimateCredits, creditsForTokens(totalUsage(journal.turns)));

/**
 * Settles everything a run itself holds: the model by its tokens, and the tools it never finished.
 *
 * @param options `isFree`: the vendor is to blame, so the model costs nothing
 * @returns credits captured for the model and for finished tools
 */
export async function settleRun(
  deps: CreditDeps & DailyDeps & { readonly runs: RunStore },
  run: Run,
  options: { readonly isFree: boolean },
): Promise<number> {
  const journal = await deps.runs.journal(run.runId);
  const { userId, runId } = run;
  // Whichever step wrote a call's result may have died before it settled the money.
  let toolCredits = 0;
  for (const tool of journal.tools) toolCredits += await settleCall(deps, run, tool);
  // A run that plans nothing with the model (a resume) holds nothing for it.
  if (run.kind !== "edit") return toolCredits;
  const spentCredits = options.isFree ? 0 : modelCost(run, journal);
  const modelCredits = await captureOnce(deps, { userId, holdId: runHoldId(runId), spentCredits });
  await deps.runs.setModelCredits(runId, modelCredits);
  return modelCredits + toolCredits;
}

/**
 * What a call holds is charged when it succeeded, and given back in every other case; one that a vendor was asked for
 * in vain counts as failed. Again: the same.
 * @returns credits captured for it, now or before
 */
export async function settleCall(
  deps: CreditDeps & DailyDeps,
  { runId, userId }: Pick<Run, "runId" | "userId">,
  { toolUseId, state, success, tries, heldCredits }: JournalledTool,
): Promise<number> {
  if (heldCredits === 0) return 0;
  const hold = { userId, holdId: toolHoldId(runId, toolUseId) };
  if (state === "done" && success) return captureOnce(deps, { ...hold, spentCredits: heldCredits });
  await releaseHold(deps, hold);
  if (state === "done" && tries > 0) await countFailure(deps, userId, hold.holdId);
  return 0;
}

/**
 * Never held: admission died before it. Closed: an earlier delivery settled it, perhaps for less, or it expired.
 * @returns credits that are captured from the hold now, whoever captured them
 */
async function captureOnce(deps: CreditDeps, capture: Parameters<typeof captureHold>[1]): Promise<number> {
  try {
    return (await captureHold(deps, capture)).spentCredits ?? 0;
  } catch (error) {
    if (error instanceof UnknownHoldError) return 0;
    if (!(error instanceof HoldClosedError)) throw error;
    const hold = await deps.credits.getHold(capture.userId, capture.holdId);
    return hold?.spentCredits ?? 0;
  }
}
