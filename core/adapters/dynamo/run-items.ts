import * as z from "zod";
import { locale } from "../../contract/locale.ts";
import { sortable } from "./core-table.ts";

/*
 * Run            pk run#<runId>      sk run
 * Its request    pk run#<runId>      sk request
 * JournalledTurn pk run#<runId>      sk turn#<turn>
 * JournalledTool pk run#<runId>      sk tool#<turn>#<toolUseId>
 * RunLock        pk account#<userId> sk run-lock     gsi1 run-locks / <leaseUntil>#<runId>
 */

export const runKey = (runId: string) => ({ pk: `run#${runId}`, sk: "run" });
export const requestKey = (runId: string) => ({ pk: `run#${runId}`, sk: "request" });
export const turnKey = (runId: string, turn: number) => ({
  pk: `run#${runId}`,
  sk: `turn#${sortable(turn)}`,
});
export const toolKey = (runId: string, turn: number, toolUseId: string) => ({
  pk: `run#${runId}`,
  sk: `tool#${sortable(turn)}#${toolUseId}`,
});
/** What sort keys of turns and tools begin with, and those of the run itself and its request do not. */
export const JOURNAL_PREFIX = "t";

export const lockKey = (userId: string) => ({ pk: `account#${userId}`, sk: "run-lock" });
export const LOCKS_PARTITION = "run-locks";
export const lockSortKey = (leaseUntilEpochMs: number, runId: string): string =>
  `${sortable(leaseUntilEpochMs)}#${runId}`;

export const runItem = z.lazy(() =>
  z.object({
    runId: z.string(),
    userId: z.string(),
    projectId: z.number(),
    kind: z.enum(["edit", "resume", "retry-scene"]),
    state: z.enum(["admitted", "running", "done", "failed", "aborted", "reaped"]),
    locale,
    autoSave: z.boolean(),
    rendersFilm: z.boolean().exactOptional(),
    reviewsPlan: z.boolean().exactOptional(),
    templateId: z.string().exactOptional(),
    sceneCount: z.number().exactOptional(),
    jobId: z.string().exactOptional(),
    sceneId: z.string().exactOptional(),
    abortRequested: z.boolean(),
    createdAtEpochMs: z.number(),
    endedAtEpochMs: z.number().exactOptional(),
    modelEstimateCredits: z.number().exactOptional(),
    modelCredits: z.number().exactOptional(),
  }),
);

export const lockItem = z.lazy(() =>
  z.object({
    userId: z.string(),
    runId: z.string(),
    projectId: z.number(),
    takenAtEpochMs: z.number(),
    leaseUntilEpochMs: z.number(),
  }),
);

const content = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("text"), text: z.string() }),
    z.object({
      type: z.literal("tool_use"),
      toolUseId: z.string(),
      toolName: z.string(),
      input: z.unknown(),
    }),
  ]),
);

const turn = z.lazy(() =>
  z.object({
    turn: z.number(),
    content: z.array(content),
    stopReason: z.enum(["end_turn", "tool_use", "max_tokens", "stop_sequence", "refusal"]),
    usage: z.object({
      inputTokens: z.number(),
      outputTokens: z.number(),
      cacheReadTokens: z.number(),
      cacheWriteTokens: z.number(),
    }),
  }),
);

const tool = z.lazy(() =>
  z.object({
    turn: z.number(),
    toolUseId: z.string(),
    toolName: z.string(),
    state: z.enum(["starting", "waiting", "done"]),
    tries: z.number(),
    vendorJob: z.object({ vendorJobId: z.string(), model: z.string() }).exactOptional(),
    operations: z.array(z.unknown()),
    success: z.boolean(),
    resultText: z.string(),
    error: z.string().exactOptional(),
    heldCredits: z.number(),
    order: z.number(),
  }),
);

/**
 * One entry of a journal as an item: what it says is one JSON text, so that whatever a model put into a call's input
 * (empty strings, deep objects, numbers of any size) comes back as it was. `state` stands beside it for conditions.
 */
export const journalItem = z.object({ sk: z.string(), json: z.string() });

export const turnOf = (json: string) => turn.parse(JSON.parse(json));
export const toolOf = (json: string) => tool.parse(JSON.parse(json));
