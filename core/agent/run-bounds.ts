import { creditsForTokens, MODEL_ESTIMATE_CREDITS } from "../catalog/rates.ts";
import type { JournalledTool, Run, RunJournal } from "../ports/runs.ts";
import { totalUsage } from "./run-holds.ts";
import { ToolInputError } from "./tools/tool.ts";

/** Model turns of one run, at most. */
export const MAX_TURNS = 12;
/** What a model may say in one turn; a plan of 100 scenes fits. */
export const MAX_TURN_OUTPUT_TOKENS = 32_000;
/** What it may say in all turns of a run. */
export const MAX_RUN_OUTPUT_TOKENS = 64_000;
/** Tool calls of one run: each scene of a long film may be touched more than once. */
export const MAX_RUN_CALLS = 300;
/** Held for pictures, clips and speech of one run, whole credits; a film's scenes are its job's. */
export const MAX_RUN_TOOL_CREDITS = 1000;

/** Turns in a row in which no call could be carried out: the model is not making sense. */
const MAX_FAILED_TURNS = 3;

export type Bound = "turns" | "tokens" | "credits" | "sense";

/** The bound that a run has come to, after which the model gets no further turn; undefined while it may go on. */
export function boundOf(
  { modelEstimateCredits = MODEL_ESTIMATE_CREDITS }: Pick<Run, "modelEstimateCredits">,
  journal: RunJournal,
): Bound | undefined {
  const { turns, tools } = journal;
  const usage = totalUsage(turns);
  if (turns.length >= MAX_TURNS) return "turns";
  if (usage.outputTokens >= MAX_RUN_OUTPUT_TOKENS) return "tokens";
  // With nothing done there is nothing to keep: then it is an error.
  if (makesNoSense(journal) && tools.some(({ success }) => success)) return "sense";
  // What was held for it is used up: from here on nobody would pay.
  return creditsForTokens(usage) >= modelEstimateCredits ? "credits" : undefined;
}

/** The model goes on making calls that cannot be carried out. */
export function makesNoSense({ turns, tools }: RunJournal): boolean {
  const recent = turns.slice(-MAX_FAILED_TURNS);
  const isFailed = (turn: number) =>
    tools.filter((tool) => tool.turn === turn).every(({ success }) => !success);
  return recent.length === MAX_FAILED_TURNS && recent.every(({ turn }) => isFailed(turn));
}

/** The bound that ended a run whose model wanted to go on. */
export function stoppedBy(run: Run, journal: RunJournal): Bound | undefined {
  const wantsMore = journal.turns.at(-1)?.content.some(({ type }) => type === "tool_use") === true;
  return wantsMore ? boundOf(run, journal) : undefined;
}

/** @throws ToolInputError when a run has made as many calls as one may make */
export function requireCallsLeft({ tools }: Pick<RunJournal, "tools">): void {
  if (tools.length < MAX_RUN_CALLS) return;
  throw new ToolInputError(
    `One run makes at most ${MAX_RUN_CALLS} calls. Say what is done and what is left.`,
  );
}

/** @throws ToolInputError when a call would take a run beyond what its tools may cost */
export function requireToolCreditsLeft(
  { tools }: Pick<RunJournal, "tools">,
  { turn, toolUseId }: Pick<JournalledTool, "turn" | "toolUseId">,
  credits: number,
): void {
  const others = tools.filter(
    (tool) => (tool.turn !== turn || tool.toolUseId !== toolUseId) && (tool.state !== "done" || tool.success),
  );
  const held = others.reduce((sum, { heldCredits }) => sum + heldCredits, 0);
  if (held + credits <= MAX_RUN_TOOL_CREDITS) return;
  throw new ToolInputError(
    `One run spends at most ${MAX_RUN_TOOL_CREDITS} credits on pictures, clips and speech; ${held} are taken.`,
  );
}
