import * as z from "zod";
import { caption, music } from "../../contract/composition.ts";
import { locale } from "../../contract/locale.ts";
import { filmLook } from "../../contract/template.ts";

/*
 * Job    pk job#<jobId>   sk job                gsi1 project-jobs#<projectId> / <createdAt>#<jobId>
 *                                              gsi2 user-jobs#<userId> / <createdAt>#<jobId>
 * Scene  pk job#<jobId>   sk scene#<sceneId>
 */

export const jobKey = (jobId: string) => ({ pk: `job#${jobId}`, sk: "job" });
export const sceneKey = (jobId: string, sceneId: string) => ({ pk: `job#${jobId}`, sk: `scene#${sceneId}` });
export const SCENE_PREFIX = "scene#";
export const projectJobsPartition = (projectId: number): string => `project-jobs#${projectId}`;

export const userJobsPartition = (userId: string): string => `user-jobs#${userId}`;

export const jobItem = z.lazy(() =>
  z.object({
    jobId: z.string(),
    userId: z.string(),
    projectId: z.number(),
    runId: z.string(),
    state: z.enum(["planning", "review", "running", "complete", "partial", "aborted"]),
    title: z.string(),
    locale,
    voiceId: z.string(),
    mood: z.string().exactOptional(),
    music: music.unwrap().shape.mood.exactOptional(),
    look: filmLook.exactOptional(),
    totalScenes: z.number(),
    version: z.number().exactOptional(),
    lastSceneNumber: z.number().exactOptional(),
    autoSave: z.boolean(),
    baseKey: z.string(),
    startFrame: z.number(),
    width: z.number(),
    height: z.number(),
    creditShortRunId: z.string().exactOptional(),
    lastCompletedAtEpochMs: z.number().exactOptional(),
    lastCheckpointAtEpochMs: z.number().exactOptional(),
    createdAtEpochMs: z.number(),
  }),
);

const media = z.lazy(() =>
  z.object({
    path: z.string(),
    contentHash: z.string(),
    mimeType: z.string(),
    kind: z.enum(["image", "video", "audio"]),
    width: z.number().exactOptional(),
    height: z.number().exactOptional(),
    durationInSeconds: z.number().exactOptional(),
  }),
);

const speech = z.lazy(() =>
  z.object({
    media,
    durationInSeconds: z.number(),
    captions: z.array(caption),
    voiceId: z.string(),
  }),
);

export const sceneItem = z.lazy(() =>
  z.object({
    jobId: z.string(),
    sceneId: z.string(),
    index: z.number(),
    title: z.string(),
    narration: z.string(),
    visualKind: z.enum(["image", "video"]),
    visualPrompt: z.string(),
    remoteUrl: z.string().exactOptional(),
    narrationUrl: z.string().exactOptional(),
    voice: z.literal("none").exactOptional(),
    durationInSeconds: z.number().exactOptional(),
    generation: z.number(),
    state: z.enum(["pending", "running", "complete", "failed"]),
    runId: z.string().exactOptional(),
    heldCredits: z.number().exactOptional(),
    visualJob: z.object({ vendorJobId: z.string(), model: z.string() }).exactOptional(),
    visualTries: z.number().exactOptional(),
    visual: media.exactOptional(),
    speech: speech.exactOptional(),
    voiceError: z.string().exactOptional(),
    error: z.string().exactOptional(),
    result: z
      .object({
        generation: z.number(),
        visual: media,
        speech: speech.exactOptional(),
        durationInSeconds: z.number(),
      })
      .exactOptional(),
  }),
);
