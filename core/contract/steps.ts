import * as z from "zod";

/*
 * What the state machines and the Lambdas behind their Task states say to each other. lib/ writes these shapes into the
 * ASL, functions/ parse them. They stay far below 256 KB: everything large is in DynamoDB or S3 under the ids here.
 *
 * Every step may come twice: each is idempotent by the ids in its input.
 */

/** A retryable error that keeps its name, because its message is for the user. */
export const MEDIA_UNREACHABLE = "MEDIA_UNREACHABLE";

/** Errors that a Retry with backoff may cure; everything else goes to Catch at once. */
export const RETRYABLE_ERROR_NAMES = [
  "TransientError",
  MEDIA_UNREACHABLE,
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
  "Lambda.Unknown",
  "Sandbox.Timedout",
  "States.Timeout",
  "Runtime.ExitError",
] as const;

/** What `$.error` holds after a Catch with ResultPath `$.error`. */
export const caughtError = z.object({ Error: z.string(), Cause: z.string().optional() });
export type CaughtError = z.infer<typeof caughtError>;

// ---- agent-run: { runId } -> Begin -> Think <-> Act/CheckTools -> (long-video) -> Finish; Catch -> Fail

export const agentRunInput = z.object({ runId: z.string() });

export const agentStep = z.discriminatedUnion("step", [
  z.object({ step: z.literal("begin"), runId: z.string() }),
  /** One model turn. */
  z.object({ step: z.literal("think"), runId: z.string(), turn: z.number().int() }),
  /** Performs the turn's composition tools, starts its media tools. */
  z.object({ step: z.literal("act"), runId: z.string(), turn: z.number().int() }),
  /** Looks at the media tools that `act` started. `attempt` counts the looks, from 1. */
  z.object({
    step: z.literal("check-tools"),
    runId: z.string(),
    turn: z.number().int(),
    attempt: z.number().int(),
  }),
  z.object({ step: z.literal("finish"), runId: z.string() }),
  z.object({ step: z.literal("fail"), runId: z.string(), error: caughtError }),
]);
export type AgentStep = z.infer<typeof agentStep>;

/** What every agent step answers; the machine's Choice looks at `next`. */
export const agentStepResult = z.object({
  runId: z.string(),
  next: z.enum(["think", "act", "wait", "long-video", "finish", "end"]),
  /** The turn that comes, or the one that waits. */
  turn: z.number().int(),
  /** Next `check-tools`' number. */
  attempt: z.number().int(),
  /** For `wait`. */
  waitSeconds: z.number().int(),
  /** For `long-video`; an empty string otherwise, because JSONPath needs the key. */
  jobId: z.string(),
});
export type AgentStepResult = z.infer<typeof agentStepResult>;

// ---- long-video: { runId, jobId } -> Prepare -> Map(scene child executions) -> Settle

export const longVideoInput = z.object({ runId: z.string(), jobId: z.string() });

/** One generation of one scene; a regeneration is a new generation, with its own money. */
export const sceneInput = z.object({
  runId: z.string(),
  jobId: z.string(),
  sceneId: z.string(),
  generation: z.number().int(),
});
export type SceneInput = z.infer<typeof sceneInput>;

export const sceneStep = z.discriminatedUnion("step", [
  z.object({ step: z.literal("prepare"), runId: z.string(), jobId: z.string() }),
  /** Holds the scene's credits and starts its picture. */
  z.object({ step: z.literal("start"), ...sceneInput.shape }),
  /** Speaks, while the vendor works on the picture; then the first look. */
  z.object({ step: z.literal("narrate"), ...sceneInput.shape }),
  /** The narration gave up; the scene goes on without a voice. */
  z.object({ step: z.literal("narration-failed"), ...sceneInput.shape, error: caughtError }),
  /** A look at the picture, and what follows when it is there. `attempt` counts the looks, from 1. */
  z.object({ step: z.literal("check-visual"), ...sceneInput.shape, attempt: z.number().int() }),
  z.object({ step: z.literal("fail"), ...sceneInput.shape, error: caughtError }),
  z.object({ step: z.literal("settle"), runId: z.string(), jobId: z.string() }),
]);
export type SceneStep = z.infer<typeof sceneStep>;

/** `prepare` -> the scenes that are not complete, in order. */
export const prepareResult = z.object({ scenes: z.array(sceneInput) });
/** `start` -> false when there are no credits for it, or the run was aborted: the scene stays pending. */
export const startSceneResult = z.object({ proceed: z.boolean() });
/** `narrate`, `narration-failed`, `check-visual`. */
export const sceneLookResult = z.object({
  state: z.enum(["waiting", "complete"]),
  waitSeconds: z.number().int(),
  attempt: z.number().int(),
  /** The complete scene is to be drawn ahead of its film. */
  rendersFilm: z.boolean(),
});
export type SceneLookResult = z.infer<typeof sceneLookResult>;

// ---- render: { renderId } -> Cut -> Map(missing segments) -> Verify -> Finish -> Publish; Catch -> Fail

export const renderInput = z.object({ renderId: z.string() });

export const renderStep = z.discriminatedUnion("step", [
  z.object({ step: z.literal("cut"), renderId: z.string() }),
  /** Not of a film: makes the render that draws one assembled scene ahead. */
  z.object({ step: z.literal("plan-ahead"), ...sceneInput.shape }),
  z.object({ step: z.literal("start-segment"), renderId: z.string(), index: z.number().int() }),
  z.object({
    step: z.literal("check-segment"),
    renderId: z.string(),
    index: z.number().int(),
    attempt: z.number().int(),
  }),
  /** After all segments, drawn or given up: fails with those that are not there. */
  z.object({ step: z.literal("verify-segments"), renderId: z.string() }),
  z.object({ step: z.literal("publish"), renderId: z.string() }),
  z.object({ step: z.literal("fail"), renderId: z.string(), error: caughtError }),
]);
export type RenderStep = z.infer<typeof renderStep>;

/** `plan-ahead` -> an empty string when there is nothing to draw. */
export const planAheadResult = renderInput;
/** `cut` -> the segments that are not in S3 yet. */
export const cutResult = z.object({
  renderId: z.string(),
  /** After its segments nothing is to be done. */
  isAhead: z.boolean(),
  segments: z.array(z.object({ renderId: z.string(), index: z.number().int() })),
});
/** `start-segment`, `check-segment`. */
export const segmentResult = z.object({
  state: z.enum(["rendering", "ready"]),
  waitSeconds: z.number().int(),
  attempt: z.number().int(),
});
/** The finisher's own function takes `{ renderId }` and answers `{ renderId }`: where it put things is in the render record. */
export const finishInput = renderInput;

/**
 * Seconds to wait before look number `attempt` (from 1): 2, 3, 5, 8, 13, then 20. Long waits cost nothing,
 * and a poll loop costs history events.
 */
export function waitSecondsBefore(attempt: number): number {
  return [2, 3, 5, 8, 13][attempt - 1] ?? 20;
}
