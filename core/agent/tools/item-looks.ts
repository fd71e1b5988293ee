import * as z from "zod";
import { audioItem, captionsItem, imageItem, textItem, videoItem } from "../../contract/composition.ts";

const { transitionIn, transitionOut, fadeInDurationInSeconds, fadeOutDurationInSeconds } = imageItem.shape;
const { fit, crop, objectPosition, rotation, opacity } = imageItem.shape;
const { decibelAdjustment, audioFadeInDurationInSeconds, audioFadeOutDurationInSeconds } = audioItem.shape;
const { fontFamily, fontSize, fontWeight, color, align, lineHeight, backgroundColor } = textItem.shape;

/** How an item looks, comes, goes and sounds, by the composition's own keys; as tools take it. */
export const itemLooks = {
  fontSize: fontSize.describe("Pixels of the composition."),
  fontWeight,
  fontFamily,
  color,
  backgroundColor,
  align,
  lineHeight,
  highlightColor: captionsItem.shape.highlightColor.describe("Captions: the word being spoken."),
  opacity,
  rotation: rotation.describe("Degrees, clockwise."),
  fit: fit.describe("Image and video: how the picture lies in its box."),
  crop: crop.describe("Image and video: the part that is used, 0 to 1 of the picture's width and height."),
  objectPosition: objectPosition.describe("Image and video: 0 is flush left or top, 1 right or bottom."),
  transitionIn: transitionIn.describe("How it comes. direction: the way it moves, of slides and wipes."),
  transitionOut: transitionOut.describe("How it goes."),
  fadeInDurationInSeconds,
  fadeOutDurationInSeconds,
  decibelAdjustment: decibelAdjustment.describe("Audio and video: loudness against its own; -60 is silent."),
  audioFadeInDurationInSeconds,
  audioFadeOutDurationInSeconds,
  playbackRate: videoItem.shape.playbackRate.describe("Audio and video; 1 is its own speed."),
};

type Looks = typeof itemLooks;

/** The same, where null takes a key away. */
export const removableLooks = Object.fromEntries(
  Object.entries(itemLooks).map(([key, schema]) => [key, z.nullable(schema).optional()]),
) as { [Key in keyof Looks]: z.ZodOptional<z.ZodNullable<Looks[Key]>> };
