import { opacityAt } from "../../compositions/layout/fade.ts";
import { boxOn, type StageSize } from "../../compositions/layout/stage-box.ts";
import { motionAt } from "../../compositions/layout/transition.ts";
import type { Composition, Item } from "../../contract/composition.ts";
import type { Frame } from "./frame.ts";

/** One item as the compositor draws it. */
export interface Layer {
  readonly from: number;
  readonly durationInFrames: number;
  /** @param frame from the item's own start */
  isWholeAndOpaque(frame: number): boolean;
  /** @param frame from the item's own start, never before the last one drawn */
  draw(target: Frame, frame: number): Promise<void> | void;
  close?(): void;
}

/** What all layers of a segment know. */
export interface Scene {
  readonly fps: number;
  /** Pixels of the composition. */
  readonly stage: StageSize;
  /** Output against composition. */
  readonly scale: number;
  /** Pixels of the output, even. */
  readonly width: number;
  readonly height: number;
}

export function sceneOf({ fps, compositionWidth, compositionHeight }: Composition, scale: number): Scene {
  const stage = { width: compositionWidth, height: compositionHeight };
  return {
    fps,
    stage,
    scale,
    width: outputSide(stage.width, scale),
    height: outputSide(stage.height, scale),
  };
}

/** As Remotion rounds. */
const outputSide = (side: number, scale: number): number => Math.round(side * scale);

type Drawn = Exclude<Item, { type: "audio" }>;

/** 0–1; of the items that the compositor takes, transitions change nothing else. */
export function itemOpacity(item: Drawn, frame: number, { fps, stage }: Scene): number {
  const place = { ...stage, box: boxOn(stage, item), rotation: 0 };
  const motion = motionAt(item, frame, item.durationInFrames, fps, place);
  return opacityAt(item, frame, item.durationInFrames, fps) * motion.opacity;
}
