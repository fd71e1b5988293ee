import * as z from "zod";
import { durationInSecondsOf } from "../../compositions/timeline.ts";
import type { Asset, Composition, Item } from "../../contract/composition.ts";
import { endCardType } from "../../scenes/end-card-item.ts";
import { estimatedSpeechSeconds } from "../../scenes/scene-length.ts";
import { captionsStyle, titleType } from "../../scenes/scene-style.ts";
import { spreadWords } from "../../scenes/spread-words.ts";
import { requireKeysOf } from "./item-keys.ts";
import { itemLooks } from "./item-looks.ts";
import { alignAt, boxAt, type Position, placeItem, position, restOfFilm, span } from "./placement.ts";
import {
  type Edit,
  type EditContext,
  requireNoSelection,
  type ToolDefinition,
  ToolInputError,
} from "./tool.ts";

const seconds = z.number().min(0).max(36_000);

/** Keys are the composition's. */
const style = z.strictObject(itemLooks);

const input = z.strictObject({
  type: z.enum(["text", "image", "video", "audio", "solid", "captions"]),
  text: z.string().min(1).max(10_000).optional().describe("For text and captions."),
  assetId: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("For image, video and audio: an asset of the composition, or an attachment."),
  color: z.string().min(1).max(64).optional().describe("CSS colour, for solid and text."),
  fromSeconds: seconds.optional().describe("When it begins; the start of the film when left out."),
  durationSeconds: seconds.min(0.04).optional(),
  position: position.optional(),
  preset: z
    .enum(["endCard"])
    .optional()
    .describe("Of a text: a card that ends the film; its first line is large, the others stand small below."),
  style: style.optional(),
  trackId: z.string().min(1).max(200).optional().describe("An existing track; a new one when left out."),
});
type Input = z.infer<typeof input>;

export const addItemTool: ToolDefinition<typeof input> = {
  name: "add_item",
  description:
    "Adds an item to the composition: a text, captions, a solid colour, or an image, video or audio whose asset is already there. Text without a position is a large title in the middle. Comings, goings, crop and loudness are keys of style; colours and type that are not given are the template's.",
  input,
  isStrict: false,
};

const TEXT_SECONDS = 3;
const PICTURE_SECONDS = 5;
const END_CARD_SECONDS = 3;

/** @throws ToolInputError when something that the type needs is not given, or one item is selected */
export function addItem(context: EditContext, given: Input): Edit {
  requireNoSelection(context);
  const item = newItem(context, given);
  const operations = placeItem(context, item, given.trackId);
  const { fps } = context.composition;
  const time = `${(item.from / fps).toFixed(2)} s to ${((item.from + item.durationInFrames) / fps).toFixed(2)} s`;
  return { operations, resultText: `Added ${item.type} item ${item.id}, ${time}.` };
}

function newItem(context: EditContext, given: Input): Item {
  const { composition } = context;
  const { type, fromSeconds = 0, position: place, style: given_ = {} } = given;
  const id = context.newId(type);
  // Type in the middle needs no box: it is drawn in the middle of the safe area of whatever stage there is.
  const isFree = place === undefined || (place === "center" && type === "text");
  const box = isFree ? {} : boxAt(place, composition);
  const looks = definedOnly({ ...given_, ...(given.color !== undefined && { color: given.color }) });
  requireKeysOf(type, Object.keys(looks));
  switch (type) {
    case "text":
      if (given.preset === "endCard") return endCard(context, id, given, looks);
      return {
        id,
        type,
        ...span(composition, given, TEXT_SECONDS * composition.fps),
        ...box,
        ...typeSize(composition, place),
        ...(place !== undefined && { align: alignAt(place) }),
        ...(context.look && titleType(context.look)),
        fadeInDurationInSeconds: 0.3,
        fadeOutDurationInSeconds: 0.3,
        ...looks,
        text: needed(given.text, "text", type),
      };
    case "captions": {
      const text = needed(given.text, "text", type);
      const reading = Math.max(1, estimatedSpeechSeconds(text, "en")) * composition.fps;
      const when = span(composition, given, reading);
      const durationMs = (when.durationInFrames / composition.fps) * 1000;
      const typed = captionsStyle(composition, context.look);
      return { id, type, ...when, ...typed, ...box, ...looks, captions: spreadWords(text, durationMs) };
    }
    case "solid":
      return {
        id,
        type,
        ...span(composition, given, restOfFilm(composition, fromSeconds, PICTURE_SECONDS)),
        ...box,
        ...looks,
        color: needed(given.color ?? given_.color, "color", type),
      };
    case "image": {
      const asset = assetFor(composition, given);
      const fill = restOfFilm(composition, fromSeconds, PICTURE_SECONDS);
      return {
        id,
        type,
        ...span(composition, given, fill),
        ...box,
        fit: "cover",
        ...looks,
        assetId: asset.id,
      };
    }
    case "video": {
      const asset = assetFor(composition, given);
      const own = (asset.durationInSeconds ?? PICTURE_SECONDS) * composition.fps;
      return {
        id,
        type,
        ...span(composition, given, own),
        ...box,
        fit: "cover",
        ...looks,
        assetId: asset.id,
      };
    }
    case "audio": {
      const asset = assetFor(composition, given);
      const own = (asset.durationInSeconds ?? PICTURE_SECONDS) * composition.fps;
      return { id, type, ...span(composition, given, own), ...looks, assetId: asset.id };
    }
  }
}

/** After everything else, on a frame of its own, unless it is told when. */
function endCard({ composition, look }: EditContext, id: string, given: Input, looks: object): Item {
  const { fromSeconds = durationInSecondsOf(composition) } = given;
  return {
    id,
    type: "text",
    preset: "endCard",
    ...span(composition, { ...given, fromSeconds }, END_CARD_SECONDS * composition.fps),
    ...(look && endCardType(look)),
    transitionIn: { type: "fade", durationInSeconds: 0.5 },
    ...looks,
    text: needed(given.text, "text", "endCard"),
  };
}

/** Type in a named place is smaller than a title that has the frame for itself. */
function typeSize(composition: Composition, place: Position | undefined): { fontSize?: number } {
  if (place === undefined || place === "full") return {};
  const shortSide = Math.min(composition.compositionWidth, composition.compositionHeight);
  return { fontSize: Math.round(shortSide * (place === "center" ? 0.1 : 0.065)) };
}

function assetFor({ assets }: Composition, { type, assetId }: Input): Asset {
  const id = needed(assetId, "assetId", type);
  const asset = Object.hasOwn(assets, id) ? assets[id] : undefined;
  if (asset === undefined) {
    throw new ToolInputError(`There is no asset ${id}. Assets: ${Object.keys(assets).join(", ") || "none"}.`);
  }
  if (asset.type !== type) throw new ToolInputError(`Asset ${id} is ${asset.type}, not ${type}.`);
  return asset;
}

function needed(value: string | undefined, field: string, type: string): string {
  if (value === undefined) throw new ToolInputError(`A ${type} item needs ${field}.`);
  return value;
}

function definedOnly(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
