import type { Box } from "./frame-guide.ts";

export interface Boxed {
  readonly left?: number | undefined;
  readonly top?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly rotation?: number | undefined;
}

/** The frame, in pixels of the composition. */
export interface StageSize {
  readonly width: number;
  readonly height: number;
}

/** The item's box; what it does not say is the whole frame's. */
export function boxOn(stage: StageSize, item: Boxed): Box {
  return {
    left: item.left ?? 0,
    top: item.top ?? 0,
    width: item.width ?? stage.width - (item.left ?? 0),
    height: item.height ?? stage.height - (item.top ?? 0),
  };
}

/** Whether the item has a place of its own. */
export function isBoxed({ left, top, width, height }: Boxed): boolean {
  return [left, top, width, height].some((side) => side !== undefined);
}
