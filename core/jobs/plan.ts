import * as z from "zod";
import { creditsForScene } from "../catalog/rates.ts";
import { music } from "../contract/composition.ts";
import { type Locale, locale as localeSchema } from "../contract/locale.ts";
import type { Scene } from "../ports/jobs.ts";
import { clipSeconds } from "../scenes/scene-length.ts";

/** Scenes of one job, at most. */
export const MAX_SCENES = 100;

/** What a model plans a long video as. */
export const plan = z.strictObject({
  title: z.string().trim().min(1).max(200).describe("Title of the film."),
  locale: localeSchema.describe("Language of titles and narration."),
  scenes: z
    .array(
      z.strictObject({
        title: z.string().trim().max(120).describe("A few words, shown at the start of the scene."),
        narration: z
          .string()
          .trim()
          .max(1500)
          .describe("What the narrator says: plain sentences, no stage directions."),
        visualKind: z.enum(["image", "video"]),
        visualPrompt: z
          .string()
          .trim()
          .min(1)
          .max(2000)
          .describe("What is to be seen, in English, without any writing in the picture."),
      }),
    )
    .min(1)
    .max(MAX_SCENES),
  mood: z.string().trim().max(60).optional().describe("Of the whole film: calm, playful, dramatic …"),
  music: music.shape.mood
    .optional()
    .describe("Music under the narration, if the user asked for a kind of it, or for none."),
});
export type Plan = z.infer<typeof plan>;

/** What one generation of a scene may cost at most: its visual, and all of its narration. Whole credits. */
export function scenePrice(scene: Pick<Scene, "visualKind" | "narration">, locale: Locale): number {
  return creditsForScene({
    videoSeconds: scene.visualKind === "video" ? clipSeconds(scene.narration, locale) : 0,
    narrationCharacters: scene.narration.length,
  });
}

/** What it cost: without a voice, the narration is free. */
export function sceneCost(scene: Scene, locale: Locale): number {
  return scenePrice({ ...scene, narration: scene.speech === undefined ? "" : scene.narration }, locale);
}

/** One picture and a narration of usual length, before there is a plan. Whole credits. */
export const TYPICAL_SCENE_CREDITS = creditsForScene({ videoSeconds: 0, narrationCharacters: 250 });

/** Wall-clock minutes until the film's scenes are made; a picture's scene takes about 12 s, a clip's 90 s, four at once. */
export function estimatedMinutes(scenes: readonly Pick<Scene, "visualKind">[]): number {
  const seconds = scenes.reduce((sum, { visualKind }) => sum + (visualKind === "video" ? 90 : 12), 0);
  return Math.max(1, Math.ceil(seconds / 4 / 60));
}
