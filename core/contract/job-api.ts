import * as z from "zod";

/*
 * `PATCH /api/agent/jobs/:jobId`: what a person changes of a plan before it is made, or between two tries. Texts have the
 * limits that a model's plan has. Unknown fields are ignored.
 */

/** Scenes of one job, at most. */
export const MAX_SCENES = 100;
/** Characters of a scene's texts, at most. */
export const SCENE_TEXT = { title: 120, narration: 1500, visualPrompt: 2000 } as const;
/** A scene that nobody speaks in lasts so long at most, and so does narration that somebody brings, in seconds. */
export const MAX_SCENE_SECONDS = 600;

const text = (most: number) => z.string().trim().max(most, `must have at most ${most} characters`);
const mediaUrl = z
  .string()
  .max(2048, "must have at most 2048 characters")
  .refine(
    (url) => URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol),
    "must be an http or https URL",
  );
const sceneId = z.string().min(1).max(200);

/** `null` takes away what is there. */
const sceneChanges = z.lazy(() =>
  z.object({
    title: text(SCENE_TEXT.title).optional(),
    narration: text(SCENE_TEXT.narration).optional(),
    visualKind: z.enum(["image", "video"]).optional(),
    visualPrompt: text(SCENE_TEXT.visualPrompt).optional(),
    /** Own picture or clip: fetched instead of made. */
    remoteUrl: mediaUrl.nullish(),
    /** Own narration: fetched instead of spoken; `narration` is what it says. */
    narrationUrl: mediaUrl.nullish(),
    /** Nobody speaks. */
    voice: z.literal("none", 'must be "none"').nullish(),
    /** How long a scene without a voice lasts. */
    durationInSeconds: z.number().min(1).max(MAX_SCENE_SECONDS).nullish(),
  }),
);
export type SceneChanges = z.infer<typeof sceneChanges>;

const many = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).max(MAX_SCENES);

export const editJobBody = z.lazy(() =>
  z.object({
    /** That was read; may come as `If-Match` instead. */
    version: z.number().int().min(1).optional(),
    /** Changes of scenes that are there. */
    scenes: many(sceneChanges.unwrap().extend({ sceneId })).default([]),
    remove: many(sceneId).default([]),
    /** Every scene that stays, in the order that it is to have. */
    order: many(sceneId).optional(),
    /** New scenes: before the one that is named, else at the end. */
    add: many(sceneChanges.unwrap().extend({ before: sceneId.optional() })).default([]),
  }),
);
export type EditJobBody = z.infer<typeof editJobBody>;
