import type { AtlasSheet } from "../contract/atlas.ts";
import type { SegmentPicture } from "./segment-renderer.ts";

export interface Atlas {
  /** RGBA, transparent ground. */
  readonly png: Uint8Array;
  readonly sheet: AtlasSheet;
}

/**
 * Draws what of a segment keeps its shape, once.
 * @throws TransientError @throws ProviderError
 */
export interface AtlasDrawer {
  draw(picture: SegmentPicture): Promise<Atlas>;
}
