import type { TextItem } from "../../contract/composition.ts";
import { type Box, frameGuide } from "./frame-guide.ts";
import { boxOn, isBoxed, type StageSize } from "./stage-box.ts";
import { textBlock } from "./text-block.ts";
import { type MeasureText, type TypeFace, typeFace } from "./type-face.ts";

/** How a text lies in its box; pixels of the composition. */
export interface TextLayout {
  readonly box: Box;
  readonly face: TypeFace;
  readonly lines: readonly string[];
  readonly fontSize: number;
  readonly lineHeight: number;
}

/** Room between a text and the edge of the plate behind it. */
export const platePaddingInEm = { x: 0.55, y: 0.28 };

/** A text without a box is a title in the middle of the safe area. */
export function textLayout(item: TextItem, stage: StageSize, measure: MeasureText): TextLayout {
  const guide = frameGuide(stage.width, stage.height);
  const hasBox = isBoxed(item);
  const box = hasBox ? boxOn(stage, item) : guide.safe;
  const face = typeFace(item, { weight: 800, letterSpacingInEm: -0.02 });
  const lineHeight = item.lineHeight ?? 1.14;
  const wishedSize = item.fontSize ?? (hasBox ? guide.type.body : guide.type.title);
  const plate = item.backgroundColor ? 2 * platePaddingInEm.x * wishedSize : 0;
  const room = { width: box.width - plate, height: box.height };
  const block = textBlock(item.text, { face, fontSize: wishedSize, lineHeight }, room, measure);
  return { box, face, lineHeight, ...block };
}
