import * as z from "zod";
import type { Operation } from "../../compositions/operations.ts";
import {
  type Asset,
  type AudioItem,
  type Caption,
  type CaptionsItem,
  type Item,
  item as itemSchema,
} from "../../contract/composition.ts";
import type { SceneMedia } from "../../ports/jobs.ts";
import { assetOf } from "../../scenes/asset-of-media.ts";
import { keptAs } from "./item-keys.ts";
import { placeItem, restOfFilm, span } from "./placement.ts";
import { type Edit, type EditContext, itemOf, type ToolDefinition, ToolInputError } from "./tool.ts";

const seconds = z.number().min(0).max(36_000);

export const generatedMediaInput = z.strictObject({
  prompt: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .describe(
      "Everything that is to be seen, in English. To change a part of a picture: its asset's `prompt` with that part changed.",
    ),
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
  isStrict: true,
};

export const generateVideoTool: ToolDefinition<typeof generatedMediaInput> = {
  name: "generate_video",
  description:
    "Generates a short clip of 5 or 10 seconds and shows it: instead of what the given item shows, or as a new full-frame item. Slow and expensive: only when motion is asked for.",
  input: generatedMediaInput,
  isStrict: true,
};

const speechInput = z.strictObject({
  text: z.string().trim().min(1).max(3000).describe("What is spoken."),
  itemId: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("The audio item that this is said instead of; captions that show its words follow."),
  fromSeconds: seconds.optional(),
  voice: z
    .string()
    .max(100)
    .optional()
    .describe("A voice id; the item's own, else the language's default when left out."),
});
export type SpeechInput = z.infer<typeof speechInput>;

export const generateSpeechTool: ToolDefinition<typeof speechInput> = {
  name: "generate_speech",
  description:
    "Speaks a text: instead of what the given audio item says, or added to the film as new audio. Say the whole text.",
  input: speechInput,
  isStrict: true,
};

const PICTURE_SECONDS = 5;

/** Shows a made picture or clip: in the item that was named, else in a new one. */
export function showMedia(
  context: EditContext,
  given: GeneratedMediaInput,
  media: SceneMedia & { readonly kind: "image" | "video" },
): Edit {
  const { composition } = context;
  const asset = assetOf(context.newId("asset"), media, { prompt: given.prompt });
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
  return { operations: [add, ...turnInto(context, item, { ...asset, type: media.kind })], resultText };
}

/** An item of another type in an item's place: it takes the old one's id, time, place and whatever else it can have. */
export function turnInto(
  context: EditContext,
  item: Item,
  asset: Asset & { readonly type: "image" | "video" },
): Operation[] {
  const trackId = context.composition.tracks.find(({ items }) => items.includes(item.id))?.id;
  const kept = { ...pictureItem(item.id, asset, item), ...keptAs(asset.type, item) };
  const replacement = itemSchema.parse({ ...kept, type: asset.type, assetId: asset.id });
  return [
    { op: "remove-item", itemId: item.id },
    ...placeItem({ ...context, selectedItemId: undefined }, replacement, trackId),
  ];
}

/** What was said, as it is put into a film. */
export interface SpokenMedia {
  readonly media: SceneMedia;
  readonly durationInSeconds: number;
  readonly voiceId: string;
  /** From the start of the audio. */
  readonly captions: readonly Caption[];
}

/** Adds spoken audio to the film, or has an audio item say it. @throws ToolInputError for an item of another kind */
export function addSpeech(context: EditContext, given: SpeechInput, spoken: SpokenMedia): Edit {
  const { composition } = context;
  const { media, durationInSeconds, voiceId } = spoken;
  const asset = assetOf(context.newId("asset"), media, { spokenText: given.text, voiceId });
  if (given.itemId !== undefined) return respeak(context, audioItemOf(context, given.itemId), asset, spoken);
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

/** @throws ToolInputError */
export function audioItemOf(context: EditContext, itemId: string): AudioItem {
  const item = itemOf(context, itemId);
  if (item.type !== "audio") throw new ToolInputError(`Item ${itemId} is ${item.type}, not audio.`);
  return item;
}

function respeak({ composition }: EditContext, item: AudioItem, asset: Asset, spoken: SpokenMedia): Edit {
  const { fps, items } = composition;
  const durationInFrames = Math.max(1, Math.ceil(spoken.durationInSeconds * fps));
  const operations: Operation[] = [
    { op: "add-asset", asset },
    { op: "update-item", itemId: item.id, set: { assetId: asset.id, durationInFrames }, unset: TRIMS },
  ];
  const captions = Object.values(items).filter((other) => showsWordsOf(other, item));
  const words = spoken.captions.map((caption) => ({ ...caption }));
  for (const { id } of captions) {
    operations.push({ op: "update-item", itemId: id, set: { captions: words, durationInFrames } });
  }
  const [was, is] = [item.durationInFrames, durationInFrames].map(
    (frames) => `${(frames / fps).toFixed(2)} s`,
  );
  const follow =
    captions.length === 0 ? "" : ` Captions ${captions.map(({ id }) => id).join(", ")} show its words.`;
  return { operations, resultText: `Audio item ${item.id} says it, ${is} long; it was ${was}.${follow}` };
}

/** Of the old recording's length and speed nothing holds for the new one. */
const TRIMS = ["audioStartFromInSeconds", "playbackRate"];

/** Captions of the same scene of a film, else those that begin with the voice. */
function showsWordsOf(other: Item, voice: AudioItem): other is CaptionsItem {
  if (other.type !== "captions") return false;
  if (typeof voice.sceneId !== "string") return other.from === voice.from;
  return other.sceneId === voice.sceneId && other.jobId === voice.jobId;
}

function pictureItem(
  id: string,
  asset: Asset,
  { from, durationInFrames }: Pick<Item, "from" | "durationInFrames">,
): Item {
  const shared = { id, assetId: asset.id, from, durationInFrames, fit: "cover" as const };
  return asset.type === "video" ? { ...shared, type: "video" } : { ...shared, type: "image" };
}
