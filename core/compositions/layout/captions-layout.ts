import type { CaptionsItem } from "../../contract/composition.ts";
import { type CaptionPage, captionPages } from "./caption-pages.ts";
import { type Box, frameGuide } from "./frame-guide.ts";
import { boxOn, isBoxed, type StageSize } from "./stage-box.ts";
import { type MeasureText, type TypeFace, typeFace } from "./type-face.ts";

/** How a captions item lies on the stage; pixels of the composition. */
export interface CaptionsLayout {
  readonly pages: readonly CaptionPage[];
  readonly face: TypeFace;
  /** Of a page that need not shrink. */
  readonly fontSize: number;
  readonly lineHeight: number;
  /** The pages stand on its lower edge. */
  readonly box: Box;
  /** Where the picture darkens below the captions; absent: nowhere. */
  readonly scrim?: Box;
}

/** From the captions' lower edge to where the picture begins to darken. */
const SCRIM_HEIGHT_IN_EM = 6.4;

/** The darkening comes and goes with its item. */
export const scrimFade = { fadeInDurationInSeconds: 0.35, fadeOutDurationInSeconds: 0.35 };

/** Without a box, captions stand where the frame's guide has them, on darkened ground. */
export function captionsLayout(item: CaptionsItem, stage: StageSize, measure: MeasureText): CaptionsLayout {
  const guide = frameGuide(stage.width, stage.height);
  const box = isBoxed(item) ? boxOn(stage, item) : guide.captionBox;
  const fontSize = item.fontSize ?? guide.type.caption;
  const face = typeFace(item, { weight: 800, letterSpacingInEm: -0.01 });
  const pages = captionPages(item.captions, {
    maxWidth: box.width,
    maxLines: item.maxLines ?? 2,
    measure: (text) => measure(text, face, fontSize),
  });
  const scrimTop = Math.round(box.top + box.height - SCRIM_HEIGHT_IN_EM * fontSize);
  const hasScrim = !isBoxed(item) && item.backgroundColor === undefined;
  return {
    pages,
    face,
    fontSize,
    lineHeight: item.lineHeight ?? 1.26,
    box,
    ...(hasScrim && {
      scrim: { left: 0, top: scrimTop, width: stage.width, height: stage.height - scrimTop },
    }),
  };
}
