import * as z from "zod";
import {
  audioItem,
  captionsItem,
  crop,
  imageItem,
  kenBurnsStop,
  textItem,
  transition,
  videoItem,
} from "../../contract/composition.ts";
import { template } from "../../contract/template.ts";

const { fadeInDurationInSeconds, fadeOutDurationInSeconds } = imageItem.unwrap().shape;
const { fit, rotation, opacity } = imageItem.unwrap().shape;
const { decibelAdjustment, audioFadeInDurationInSeconds, audioFadeOutDurationInSeconds } =
  audioItem.unwrap().shape;
const { fontSize, color, align, lineHeight, backgroundColor } = textItem.unwrap().shape;

const share = z.number().min(0).max(1);
const comingOrGoing = z.strictObject(transition.unwrap().shape).optional();
const zoom = z.strictObject(kenBurnsStop.unwrap().shape);

/**
 * How an item looks, comes, goes and sounds, by the composition's own keys; as tools take it. Closed, unlike the
 * composition: what a model makes up would be kept and do nothing.
 */
export const itemLooks = {
  fontSize: fontSize.describe("Pixels of the composition."),
  fontWeight: z.number().min(100).max(900).optional(),
  fontFamily: template.shape.type.shape.fontFamily.optional().describe("No others are there."),
  color: color.optional(),
  backgroundColor,
  align,
  lineHeight,
  highlightColor: captionsItem.unwrap().shape.highlightColor.describe("Captions: the word being spoken."),
  maxLines: captionsItem.unwrap().shape.maxLines.describe("Captions."),
  opacity,
  rotation: rotation.describe("Degrees, clockwise."),
  fit: fit.describe("Image and video: how the picture lies in its box."),
  crop: z
    .strictObject(crop.unwrap().shape)
    .optional()
    .describe("Image and video: the part that is used, 0 to 1 of the picture's width and height."),
  objectPosition: z
    .strictObject({ x: share, y: share })
    .optional()
    .describe("Image and video: 0 is flush left or top, 1 right or bottom."),
  kenBurns: z
    .strictObject({ start: zoom, end: zoom })
    .optional()
    .describe("Image: a slow move, by zoom (1: it just fills its box) and the point it goes to, 0 to 1."),
  transitionIn: comingOrGoing.describe("How it comes. direction: the way it moves, of slides and wipes."),
  transitionOut: comingOrGoing.describe("How it goes."),
  fadeInDurationInSeconds,
  fadeOutDurationInSeconds,
  decibelAdjustment: decibelAdjustment.describe("Audio and video: loudness against its own; -60 is silent."),
  audioFadeInDurationInSeconds,
  audioFadeOutDurationInSeconds,
  playbackRate: videoItem.unwrap().shape.playbackRate.describe("Audio and video; 1 is its own speed."),
  videoStartFromInSeconds: videoItem
    .unwrap()
    .shape.videoStartFromInSeconds.describe("Video: what is cut off before."),
  audioStartFromInSeconds: audioItem
    .unwrap()
    .shape.audioStartFromInSeconds.describe("Audio: what is cut off before."),
};

type Looks = typeof itemLooks;

/** The same, where null takes a key away. */
export const removableLooks = Object.fromEntries(
  Object.entries(itemLooks).map(([key, schema]) => [key, z.nullable(schema).optional()]),
) as { [Key in keyof Looks]: z.ZodOptional<z.ZodNullable<Looks[Key]>> };
