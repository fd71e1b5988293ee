import type { Composition } from "../contract/composition.ts";
import type { FilmLook } from "../contract/template.ts";
import type { JournalledTool, JournalledTurn, Run, RunJournal } from "../ports/runs.ts";
import { seedOf } from "../scenes/ken-burns.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { settleCall } from "./run-holds.ts";
import type { EditContext } from "./tools/tool.ts";

/** One call that the model made. */
export interface ToolCall {
  readonly turn: number;
  readonly toolUseId: string;
  readonly toolName: string;
  readonly input: unknown;
}

export function callsOf({ turn, content }: JournalledTurn): ToolCall[] {
  return content.flatMap((block) => {
    if (block.type !== "tool_use") return [];
    const { toolUseId, toolName, input } = block;
    return [{ turn, toolUseId, toolName, input }];
  });
}

/** A call that has not got anywhere yet. */
export const newCall = ({ turn, toolUseId, toolName }: ToolCall): JournalledTool => ({
  turn,
  toolUseId,
  toolName,
  state: "starting",
  tries: 0,
  operations: [],
  success: false,
  resultText: "",
  heldCredits: 0,
  order: 0,
});

/** Ids of what a call adds: from the run and the call, so that a repeated step adds the same things. */
export function editContext(
  composition: Composition,
  call: Pick<ToolCall, "toolUseId">,
  {
    runId,
    selectedItemId,
    look,
  }: {
    readonly runId: string;
    readonly selectedItemId: string | undefined;
    readonly look?: FilmLook | undefined;
  },
): EditContext {
  const mark = seedOf(`${runId}/${call.toolUseId}`).toString(36).padStart(7, "0");
  return { composition, selectedItemId, look, newId: (kind) => `${kind}-${mark}` };
}

/** How a call ended. */
export interface CallResult {
  readonly success: boolean;
  readonly resultText: string;
  readonly operations?: readonly unknown[];
  /** For the user; the text for the model when left out. */
  readonly error?: string;
}

/**
 * Writes a call's result, settles its money and appends `tool_end`. The journal decides: a result that is there already
 * stays, and what follows from it is done again.
 */
export async function endCall(
  deps: AgentDeps,
  run: Run,
  tool: JournalledTool,
  result: CallResult,
): Promise<void> {
  const journal = await deps.runs.journal(run.runId);
  const stored = findTool(journal, tool);
  if (stored?.state === "done") return announceEnd(deps, run, stored);
  const { success, resultText, operations = [] } = result;
  const ended: JournalledTool = {
    ...(stored ?? tool),
    state: "done",
    success,
    resultText,
    operations,
    ...(!success && { error: result.error ?? resultText }),
    order: 1 + journal.tools.filter(({ state }) => state === "done").length,
  };
  const isWritten = await deps.runs.putTool(run.runId, ended, stored?.state ?? "absent");
  const kept = isWritten ? ended : findTool(await deps.runs.journal(run.runId), tool);
  if (kept?.state === "done") await announceEnd(deps, run, kept);
}

/** What follows from a result, each once: the money and `tool_end`. */
export async function announceEnd(deps: AgentDeps, run: Run, tool: JournalledTool): Promise<void> {
  await settleCall(deps, run, tool);
  await announceResult(deps, run.runId, tool);
}

async function announceResult(
  { log }: Pick<AgentDeps, "log">,
  runId: string,
  { toolUseId, toolName, success, error }: JournalledTool,
): Promise<void> {
  await log.append(runId, `tool_end:${toolUseId}`, {
    name: "tool_end",
    payload: { toolUseId, toolName, success, ...(error !== undefined && { error }) },
  });
}

/**
 * `tool_end` for every call that was announced and has none: its step died between its result and telling of it, or the
 * model turn that it belongs to was asked for twice and is in no journal.
 */
export async function endOpenCalls(
  deps: Pick<AgentDeps, "log">,
  runId: string,
  { tools }: RunJournal,
): Promise<void> {
  for (const call of await openCalls(deps, runId)) {
    const done = tools.find(({ toolUseId, state }) => toolUseId === call.toolUseId && state === "done");
    if (done === undefined) await announceLoss(deps, runId, call);
    else await announceResult(deps, runId, done);
  }
}

const EVENTS_A_READ = 50;

/** What comes after `plan_ready` is the film's. */
async function openCalls({ log }: Pick<AgentDeps, "log">, runId: string) {
  const open = new Map<string, Pick<ToolCall, "toolUseId" | "toolName">>();
  for (let afterSeq = 0; ; afterSeq += EVENTS_A_READ) {
    const events = (await log.read(runId, afterSeq, EVENTS_A_READ)).map(({ event }) => event);
    for (const { name, payload } of events) {
      if (name === "tool_start") open.set(payload.toolUseId, payload);
      if (name === "tool_end") open.delete(payload.toolUseId);
    }
    const isLast = events.length < EVENTS_A_READ || events.some(({ name }) => name === "plan_ready");
    if (isLast) return [...open.values()];
  }
}

/** What was announced will not be carried out: the next attempt's calls have other ids. */
export async function announceLoss(
  { log }: Pick<AgentDeps, "log">,
  runId: string,
  call: Pick<ToolCall, "toolUseId" | "toolName">,
): Promise<void> {
  await log.append(runId, `tool_end:${call.toolUseId}`, {
    name: "tool_end",
    payload: { ...call, success: false, error: "The language model was interrupted." },
  });
}

export const findTool = (
  journal: RunJournal,
  { turn, toolUseId }: Pick<ToolCall, "turn" | "toolUseId">,
): JournalledTool | undefined =>
  journal.tools.find((tool) => tool.turn === turn && tool.toolUseId === toolUseId);
