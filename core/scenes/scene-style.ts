import { contrast } from "../catalog/templates/contrast.ts";
import { frameGuide } from "../compositions/layout/frame-guide.ts";
import type { VideoItem } from "../contract/composition.ts";
import type { FilmLook } from "../contract/template.ts";

/** What the layout of a scene needs to know of the stage, in pixels. */
export interface Stage {
  readonly compositionWidth: number;
  readonly compositionHeight: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Even pixels: the compositor blends sprites at even offsets. */
const even = (pixels: number): number => Math.round(pixels / 2) * 2;

/** Of the shorter edge. */
const TITLE_FONT_SHARE = { small: 0.048, medium: 0.062, large: 0.09 };
/** Of the size that captions have on this stage. */
const CAPTION_SIZE = { small: 0.78, medium: 1, large: 1.3 };
/** Of the room that captions have: they stand on the lower edge of it. Absent: all of it. */
const CAPTION_ROOM: Readonly<Partial<Record<FilmLook["captions"]["position"], number>>> = {
  middle: 0.62,
  top: 0.36,
};
const TRANSITION_SECONDS = 0.4;

const WHITE = "#ffffff";
/** Contrasts. Type without a plate has a dark edge of its own and may lie on any picture: it has to be light. */
const LEAST_ON_DARK = 4.5;
const LEAST_ON_PLATE = 2;

/** How long a scene's title stays when nobody says. */
export const TITLE_SECONDS = 2.5;

/** Type follows the shorter edge, so that it is as readable upright as it is wide. */
const fontSize = ({ compositionWidth, compositionHeight }: Stage, share: number): number =>
  Math.max(12, even(Math.min(compositionWidth, compositionHeight) * share));

const isUpright = (stage: Stage): boolean => stage.compositionHeight > stage.compositionWidth;

/**
 * Inside the title-safe area, at the top; upright films leave room for what players draw over their top.
 * @param look absent: white, of medium size
 */
export function titleStyle(stage: Stage, look?: FilmLook) {
  const { size = "medium", position = "top", align = "center" } = look?.title ?? {};
  const fontPixels = fontSize(stage, TITLE_FONT_SHARE[size]);
  const height = even(fontPixels * 2.8);
  const top =
    position === "center"
      ? even((stage.compositionHeight - height) / 2)
      : even(stage.compositionHeight * (isUpright(stage) ? 0.1 : 0.06));
  const box: Box = {
    left: even(stage.compositionWidth * 0.06),
    top,
    width: even(stage.compositionWidth * 0.88),
    height,
  };
  const { transition = "fade" } = look?.title ?? {};
  return {
    ...box,
    fontSize: fontPixels,
    ...(look === undefined ? { fontWeight: 800, color: WHITE } : titleType(look)),
    align,
    lineHeight: 1.2,
    ...(transition === "fade" && { fadeInDurationInSeconds: 0.3 }),
    ...(transition !== "fade" && coming(transition)),
    fadeOutDurationInSeconds: 0.4,
  };
}

/** The type of titles over pictures: family, weight, colours. */
export function titleType(look: FilmLook) {
  const { color, hasPlate } = look.title;
  return {
    ...look.type,
    color: inkOf(look, color, hasPlate),
    ...(hasPlate && { backgroundColor: look.palette.background }),
  };
}

/**
 * How a scene's captions look. At the bottom they have no box: they are drawn where captions belong on this stage.
 * @param look absent: nothing is said, and they look as captions do
 */
export function captionsStyle(stage: Stage, look?: FilmLook) {
  if (look === undefined) return {};
  const { position, size, hasPlate, maxLines } = look.captions;
  const { type, captionBox } = frameGuide(stage.compositionWidth, stage.compositionHeight);
  const share = CAPTION_ROOM[position];
  return {
    ...look.type,
    ...(size !== "medium" && { fontSize: even(type.caption * CAPTION_SIZE[size]) }),
    ...(share !== undefined && {
      left: even(captionBox.left),
      width: even(captionBox.width),
      top: even(captionBox.top),
      height: even(captionBox.height * share),
    }),
    maxLines,
    color: inkOf(look, "text", hasPlate),
    highlightColor: inkOf(look, "accent", hasPlate),
    ...(hasPlate && { backgroundColor: look.palette.background }),
  };
}

/** How the picture of a scene comes. */
export const pictureComing = (look?: FilmLook) => coming(look?.motion.transition ?? "none");

const coming = (transition: FilmLook["motion"]["transition"]): Pick<VideoItem, "transitionIn"> =>
  transition === "none" ? {} : { transitionIn: { type: transition, durationInSeconds: TRANSITION_SECONDS } };

function inkOf({ palette }: FilmLook, wanted: "text" | "accent", hasPlate: boolean): string {
  const color = palette[wanted];
  if (!hasPlate) return contrast(color, "#000000") >= LEAST_ON_DARK ? color : WHITE;
  return contrast(color, palette.background) >= LEAST_ON_PLATE ? color : palette.text;
}
