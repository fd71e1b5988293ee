import type { TextItem } from "../../contract/composition.ts";
import type { Box, FrameGuide } from "./frame-guide.ts";
import { textBlock } from "./text-block.ts";
import { type MeasureText, type TypeFace, typeFace } from "./type-face.ts";

interface Block {
  readonly face: TypeFace;
  readonly lines: readonly string[];
  readonly fontSize: number;
  readonly lineHeight: number;
}

/** All in pixels; `content` against the card's own corner. */
export interface EndCard {
  readonly content: Box;
  readonly headline: Block;
  /** Absent when the text is one line. */
  readonly small?: Block;
  /** The rule between the two. */
  readonly rule: {
    readonly width: number;
    readonly height: number;
    readonly marginTop: number;
    readonly marginBottom: number;
  };
}

/** Of the room inside a card, for the headline and for what stands below it. */
const HEADLINE_SHARE = 0.55;
const SMALL_SHARE = 0.32;
/** A card with a box of its own keeps this share of it free at each side. */
const PADDING = 0.08;

/** Sets an end card: the first line is the headline, the others stand below. A card over the whole frame keeps its safe area. */
export function endCard(item: TextItem, box: Box, guide: FrameGuide, measure: MeasureText): EndCard {
  const content = contentOf(box, guide);
  const [first = "", ...others] = item.text.trim().split(/\r?\n/);
  const wished = item.fontSize ?? guide.type.title;
  const set = (text: string, face: TypeFace, fontSize: number, lineHeight: number, share: number): Block => {
    const room = { width: content.width, height: content.height * share };
    return { face, lineHeight, ...textBlock(text, { face, fontSize, lineHeight }, room, measure) };
  };
  const strong = typeFace(item, { weight: 800, letterSpacingInEm: -0.02 });
  const light = typeFace({ fontFamily: item.fontFamily }, { weight: 500, letterSpacingInEm: 0 });
  const headline = set(first, strong, wished, item.lineHeight ?? 1.14, HEADLINE_SHARE);
  const below = others.join("\n").trim();
  const em = headline.fontSize;
  return {
    content,
    headline,
    ...(below !== "" && { small: set(below, light, wished * 0.46, 1.45, SMALL_SHARE) }),
    rule: { width: em * 0.9, height: Math.max(2, em * 0.06), marginTop: em * 0.36, marginBottom: em * 0.36 },
  };
}

function contentOf(box: Box, { safe }: FrameGuide): Box {
  const isWhole = box.left <= 0 && box.top <= 0 && box.width >= safe.left * 2 + safe.width;
  if (isWhole && box.height >= safe.top + safe.height) {
    return { ...safe, left: safe.left - box.left, top: safe.top - box.top };
  }
  const [x, y] = [box.width * PADDING, box.height * PADDING];
  return { left: x, top: y, width: box.width - 2 * x, height: box.height - 2 * y };
}
