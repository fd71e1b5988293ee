import { picturePlacement } from "../../compositions/layout/picture-placement.ts";
import { boxOn, type StageSize } from "../../compositions/layout/stage-box.ts";
import type { ImageItem, VideoItem } from "../../contract/composition.ts";
import { intersection, type Rect } from "./frame.ts";
import type { Scene } from "./layer.ts";

export type Pictured = ImageItem | VideoItem;

/** Where a picture lies at one frame; pixels of the output. */
export interface PicturePlace {
  /** Where all of it would lie, what is cropped included. */
  readonly whole: Rect;
  /** The pixels that show it; undefined: none does. */
  readonly seen: Rect | undefined;
}

/** @param picture its own size in pixels @param frame from the item's start */
export function picturePlace(item: Pictured, picture: StageSize, frame: number, scene: Scene): PicturePlace {
  const box = boxOn(scene.stage, item);
  const { part, place } = picturePlacement(item, picture, box, frame);
  const [across, down] = [place.width / part.width, place.height / part.height];
  const used = { ...place, left: box.left + place.left, top: box.top + place.top };
  const inBox = intersection(onOutput(box, scene.scale), onOutput(used, scene.scale));
  return {
    whole: {
      left: (used.left - part.left * across) * scene.scale,
      top: (used.top - part.top * down) * scene.scale,
      width: picture.width * across * scene.scale,
      height: picture.height * down * scene.scale,
    },
    seen: inBox && intersection(inBox, { left: 0, top: 0, width: scene.width, height: scene.height }),
  };
}

/** Edges at whole pixels, where a browser clips. */
function onOutput(box: Rect, scale: number): Rect {
  const [left, top] = [Math.round(box.left * scale), Math.round(box.top * scale)];
  const right = Math.round((box.left + box.width) * scale);
  const bottom = Math.round((box.top + box.height) * scale);
  return { left, top, width: right - left, height: bottom - top };
}

/** How often a browser halves a picture before it draws it so large: as long as it stays at least that large. */
export function levelFor(picture: StageSize, drawn: StageSize): number {
  const ratio = Math.min(picture.width / drawn.width, picture.height / drawn.height);
  return Math.max(0, Math.floor(Math.log2(ratio) + 1e-6));
}

/** The levels that the frames of an item need. */
export function levelsOf(item: Pictured, picture: StageSize, scene: Scene): number[] {
  const frames = item.type === "image" && item.kenBurns ? item.durationInFrames : 1;
  const levels = Array.from({ length: frames }, (_, frame) =>
    levelFor(picture, picturePlace(item, picture, frame, scene).whole),
  );
  return [...new Set(levels)];
}
