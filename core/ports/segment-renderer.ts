import type { Composition } from "../contract/composition.ts";
import type { RendererName } from "../contract/rendered-segment.ts";

/** One muted piece of film. Its pixels depend on this and on the renderer's `fingerprint` alone. */
export interface SegmentPicture {
  /** Only what is drawn, in frames from the segment's own start; `remoteUrl`s are paths on the media host. */
  readonly composition: Composition;
  readonly durationInFrames: number;
  /** Output size against the composition's. */
  readonly scale: number;
}

/** `renderer` is who has the work at the moment: one may have handed it on to the other. */
export type RendererJobState = { readonly renderer: RendererName } & (
  | { readonly state: "rendering" /** 0–1. */; readonly progress: number }
  | { readonly state: "ready" }
  | { readonly state: "failed"; readonly message: string; readonly isRetryable: boolean }
);

/**
 * Draws segments, by start / check.
 * @throws TransientError from both methods
 */
export interface SegmentRenderer {
  /** Changes whenever the same picture would be drawn differently: site, settings, version. */
  readonly fingerprint: string;
  /**
   * @param outputKey where in the segment store the MP4 goes; written again when it is there
   * @param tries the number of this try, from 1: what went wrong once is left to the renderer that draws anything
   * @returns the renderer's id of the work
   */
  start(picture: SegmentPicture, outputKey: string, tries: number): Promise<string>;
  check(rendererJobId: string): Promise<RendererJobState>;
}

/** SHA-256 of a text, as lower-case hex. */
export type Sha256 = (text: string) => string;
