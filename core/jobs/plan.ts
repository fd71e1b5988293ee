import * as z from "zod";
import { music } from "../contract/composition.ts";
import { MAX_SCENES, SCENE_TEXT } from "../contract/job-api.ts";
import { locale as localeSchema } from "../contract/locale.ts";

/** What a model plans a long video as. */
export const plan = z.strictObject({
  title: z.string().trim().min(1).max(200).describe("Title of the film."),
  locale: localeSchema.describe("Language of titles and narration."),
  scenes: z
    .array(
      z.strictObject({
        title: z
          .string()
          .trim()
          .max(SCENE_TEXT.title)
          .describe("A few words, shown at the start of the scene."),
        narration: z
          .string()
          .trim()
          .max(SCENE_TEXT.narration)
          .describe("What the narrator says: plain sentences, no stage directions."),
        visualKind: z.enum(["image", "video"]),
        visualPrompt: z
          .string()
          .trim()
          .min(1)
          .max(SCENE_TEXT.visualPrompt)
          .describe("What is to be seen, in English, without any writing in the picture."),
        assetId: z
          .string()
          .min(1)
          .max(200)
          .optional()
          .describe(
            "A picture or clip that is shown instead of a generated one: of an attachment, or of the composition.",
          ),
        narrationAssetId: z
          .string()
          .min(1)
          .max(200)
          .optional()
          .describe(
            "A recording that is heard instead of the narrator: of an attachment, or of the composition. `narration` is then its words, or empty.",
          ),
      }),
    )
    .min(1)
    .max(MAX_SCENES),
  mood: z.string().trim().max(60).optional().describe("Of the whole film: calm, playful, dramatic …"),
  music: music
    .unwrap()
    .shape.mood.optional()
    .describe("Music under the narration, if the user asked for a kind of it, or for none."),
});
export type Plan = z.infer<typeof plan>;
