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

const TITLE_FONT_SHARE = 0.062;

/** Type follows the shorter edge, so that it is as readable upright as it is wide. */
const fontSize = ({ compositionWidth, compositionHeight }: Stage, share: number): number =>
  Math.max(12, even(Math.min(compositionWidth, compositionHeight) * share));

const isUpright = (stage: Stage): boolean => stage.compositionHeight > stage.compositionWidth;

/** Inside the title-safe area, at the top; upright films leave room for what players draw over their top. */
export function titleStyle(stage: Stage) {
  const size = fontSize(stage, TITLE_FONT_SHARE);
  const box: Box = {
    left: even(stage.compositionWidth * 0.06),
    top: even(stage.compositionHeight * (isUpright(stage) ? 0.1 : 0.06)),
    width: even(stage.compositionWidth * 0.88),
    height: even(size * 2.8),
  };
  return {
    ...box,
    fontSize: size,
    fontWeight: 800,
    color: "#ffffff",
    align: "center" as const,
    lineHeight: 1.2,
    fadeInDurationInSeconds: 0.3,
    fadeOutDurationInSeconds: 0.4,
  };
}
