import * as z from "zod";
import { composition } from "./composition.ts";

/*
 * The events of an agent run, as the published Agent API docs name them. Each is one entry of the run's event log and
 * one Server-Sent Event: `id` is its number in the log, `event` its name, `data` its payload on one line.
 */

const sceneId = z.string();

/** The scene generation's payloads are small; compositions go to S3 when they are large, see core/events. */
export const agentEventPayloads = {
  tool_start: z.lazy(() => z.object({ toolUseId: z.string(), toolName: z.string() })),
  tool_end: z.lazy(() =>
    z.object({
      toolUseId: z.string(),
      toolName: z.string(),
      success: z.boolean(),
      error: z.string().optional(),
    }),
  ),
  plan_ready: z.lazy(() =>
    z.object({
      jobId: z.string(),
      totalScenes: z.number(),
      estimatedMinutes: z.number(),
      /** For a review: what an edit has to name, and the scenes as `GET /api/agent/jobs/:jobId` has them. */
      version: z.number().optional(),
      scenes: z
        .array(
          z.looseObject({
            sceneId,
            sceneIndex: z.number(),
            remoteUrl: z.string().optional(),
            narrationUrl: z.string().optional(),
          }),
        )
        .optional(),
    }),
  ),
  scene_start: z.lazy(() => z.object({ sceneId, sceneIndex: z.number() })),
  scene_complete: z.lazy(() => z.object({ sceneId, voiceError: z.string().optional() })),
  scene_failed: z.lazy(() => z.object({ sceneId, error: z.string() })),
  checkpoint: z.lazy(() => z.object({ composition })),
  insufficient_credit: z.lazy(() =>
    z.object({
      completedScenes: z.number(),
      totalScenes: z.number(),
      remainingCredit: z.number(),
      estPerScene: z.number(),
    }),
  ),
  template_warning: z.lazy(() =>
    z.object({
      severity: z.enum(["info", "warning", "error"]),
      field: z.string(),
      message: z.string(),
    }),
  ),
  done: z.lazy(() =>
    z.object({
      success: z.boolean(),
      data: z.object({
        message: z.string(),
        messageKey: z.string().optional(),
        messageParams: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        composition,
        toolResults: z.array(z.unknown()),
        projectId: z.number(),
        resumeJobId: z.string().optional(),
        remainingScenes: z.number().optional(),
        totalScenes: z.number().optional(),
        /** RFC 6902, from the request's composition to the result. */
        diff: z.array(z.unknown()),
        /** Whole credits that the run captured. */
        creditsUsed: z.number().optional(),
      }),
    }),
  ),
  error: z.lazy(() => z.object({ error: z.string(), code: z.string() })),
} as const;

export type AgentEventName = keyof typeof agentEventPayloads;
export type AgentEventPayload<Name extends AgentEventName> = z.infer<(typeof agentEventPayloads)[Name]>;

/** A name with its payload, as it is appended and read. */
export type AgentEvent = {
  [Name in AgentEventName]: { readonly name: Name; readonly payload: AgentEventPayload<Name> };
}[AgentEventName];

/** A run's log has exactly one of these, and it is the last. */
export const terminalEvents: readonly AgentEventName[] = ["done", "error"];
