import * as z from "zod";
import type { Operation } from "../../compositions/operations.ts";
import type { Asset, Item } from "../../contract/composition.ts";
import type { SceneMedia } from "../../ports/jobs.ts";
import { assetOf } from "../../scenes/asset-of-media.ts";
import { placeItem, restOfFilm, span } from "./placement.ts";
import { type Edit, type EditContext, itemOf, type ToolDefinition } from "./tool.ts";

const seconds = z.number().min(0).max(36_000);

export const generatedMediaInput = z.object({
  prompt: z.string().trim().min(1).max(2000).describe("What is to be seen, in English."),
  itemId: z.string().min(1).max(200).optional().describe("The item whose picture or clip this replaces."),
  fromSeconds: seconds.optional(),
  durationSeconds: seconds.min(0.04).optional(),
});
export type GeneratedMediaInput = z.infer<typeof generatedMediaInput>;

export const generateImageTool: ToolDefinition<typeof generatedMediaInput> = {
  name: "generate_image",
  description:
    "Generates a picture and shows it: instead of what the given item shows (the present picture is changed as the prompt says), or as a new full-frame item.",
  input: generatedMediaInput,
};

export const generateVideoTool: ToolDefinition<typeof generatedMediaInput> = {
  name: "generate_video",
  description:
    "Generates a short clip of 5 or 10 seconds and shows it: instead of what the given item shows, or as a new full-frame item. Slow and expensive: only when motion is asked for.",
  input: generatedMediaInput,
};

const speechInput = z.object({
  text: z.string().trim().min(1).max(3000).describe("What is spoken."),
  fromSeconds: seconds.optional(),
  voice: z.string().max(100).optional().describe("A voice id; the language's default when left out."),
});
export type SpeechInput = z.infer<typeof speechInput>;

export const generateSpeechTool: ToolDefinition<typeof speechInput> = {
  name: "generate_speech",
  description: "Speaks a text and adds it to the film as audio.",
  input: speechInput,
};

const PICTURE_SECONDS = 5;

/** Shows a made picture or clip: in the item that was named, else in a new one. */
export function showMedia(
  context: EditContext,
  given: Pick<GeneratedMediaInput, "itemId" | "fromSeconds" | "durationSeconds">,
  media: SceneMedia & { readonly kind: "image" | "video" },
): Edit {
  const { composition } = context;
  const asset = assetOf(context.newId("asset"), media);
  const add: Operation = { op: "add-asset", asset };
  if (given.itemId === undefined) {
    const own =
      media.durationInSeconds === undefined
        ? restOfFilm(composition, given.fromSeconds ?? 0, PICTURE_SECONDS)
        : media.durationInSeconds * composition.fps;
    const item = pictureItem(context.newId(media.kind), asset, span(composition, given, own));
    return {
      operations: [add, ...placeItem(context, item)],
      resultText: `Added ${media.kind} item ${item.id} with asset ${asset.id}.`,
    };
  }
  const item = itemOf(context, given.itemId);
  const resultText = `Item ${item.id} now shows the new ${media.kind}, asset ${asset.id}.`;
  if (item.type === media.kind) {
    return {
      operations: [add, { op: "update-item", itemId: item.id, set: { assetId: asset.id } }],
      resultText,
    };
  }
  // Another kind of item: it takes the old one's id, time and place.
  const box = Object.fromEntries(Object.entries(item).filter(([key]) => SIDES.includes(key)));
  const trackId = composition.tracks.find(({ items }) => items.includes(item.id))?.id;
  const replacement = { ...pictureItem(item.id, asset, item), ...box };
  return {
    operations: [
      add,
      { op: "remove-item", itemId: item.id },
      ...placeItem({ ...context, selectedItemId: undefined }, replacement, trackId),
    ],
    resultText,
  };
}

/** Adds spoken audio to the film. */
export function addSpeech(context: EditContext, given: SpeechInput, media: SceneMedia): Edit {
  const { composition } = context;
  const asset = assetOf(context.newId("asset"), media);
  const durationInSeconds = media.durationInSeconds ?? 1;
  const item: Item = {
    id: context.newId("audio"),
    type: "audio",
    assetId: asset.id,
    ...span(composition, given, Math.ceil(durationInSeconds * composition.fps)),
  };
  return {
    operations: [{ op: "add-asset", asset }, ...placeItem(context, item)],
    resultText: `Added audio item ${item.id}, ${durationInSeconds.toFixed(2)} s long.`,
  };
}

function pictureItem(
  id: string,
  asset: Asset,
  { from, durationInFrames }: Pick<Item, "from" | "durationInFrames">,
): Item {
  const shared = { id, assetId: asset.id, from, durationInFrames, fit: "cover" as const };
  return asset.type === "video" ? { ...shared, type: "video" } : { ...shared, type: "image" };
}

const SIDES = ["left", "top", "width", "height"];
