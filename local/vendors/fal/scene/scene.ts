/** Where a thing is in the frame, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a layer of a clip moves by itself, beside the camera. */
export type Motion = "still" | "drift" | "bob" | "sway" | "rise" | "fall";

export interface Layer {
  /** 0 is infinitely far (moves least with the camera), 1 stands nearest. */
  readonly depth: number;
  readonly motion: Motion;
  /** SVG elements in frame coordinates; everything they refer to is inside. */
  readonly svg: string;
  /** What the layer covers; absent: the whole frame. */
  readonly box?: Box;
  /** Where it is in its own movement at the start, 0 to 1. */
  readonly phase?: number;
}

/** A picture before it is pixels: layers from far to near. The first is opaque and covers the frame and a margin around it. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly layers: readonly Layer[];
}

/** How far backdrops reach beyond the frame on each side, as a share of its size, so that a camera has room to move. */
export const MARGIN = 0.08;
