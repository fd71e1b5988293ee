import type { Canvas } from "../canvas.ts";
import type { Layer } from "../scene.ts";

/** A place for subjects to be in. */
export interface Backdrop {
  readonly behind: readonly Layer[];
  readonly inFront: readonly Layer[];
  /** Where things stand, in pixels from the top; absent: nothing stands, everything floats. */
  readonly groundY?: number;
  /** Small illustrations that belong to the place and fill it; they never take the place of a subject. */
  readonly dressing: readonly string[];
  /** The light around floating things, and the shade beneath standing ones. */
  readonly glowColor: string;
  readonly shadeColor: string;
  /** What distance does to colours. */
  readonly hazeColor: string;
}

export type PaintBackdrop = (canvas: Canvas) => Backdrop;
