import type { Composition } from "../../contract/composition.ts";
import type { Log } from "../../ports/log.ts";
import type { SegmentRenderer } from "../../ports/segment-renderer.ts";

export interface SuitedRendererOptions {
  readonly compositor: SegmentRenderer;
  readonly remotion: SegmentRenderer;
  /** Why the compositor does not draw it; undefined: it does. */
  readonly unsuitedReason: (composition: Composition) => string | undefined;
  readonly log: Log;
}

/** Marks the compositor's jobs; Remotion's own ids have no colon. */
const COMPOSITOR = "compositor:";

/**
 * The compositor for what it draws, Remotion for the rest and for every try after the first: so whatever breaks the one
 * costs time and not the film. Any holder of a job's id can look at it.
 */
export function suitedRenderer(options: SuitedRendererOptions): SegmentRenderer {
  const { compositor, remotion, unsuitedReason, log } = options;
  return {
    fingerprint: `${compositor.fingerprint}, ${remotion.fingerprint}`,

    async start(picture, outputKey, tries) {
      const reason = tries > 1 ? `try ${tries}` : unsuitedReason(picture.composition);
      if (reason === undefined) return COMPOSITOR + (await compositor.start(picture, outputKey, tries));
      log("left to Remotion", { outputKey, reason });
      return remotion.start(picture, outputKey, tries);
    },

    check: (rendererJobId) =>
      rendererJobId.startsWith(COMPOSITOR)
        ? compositor.check(rendererJobId.slice(COMPOSITOR.length))
        : remotion.check(rendererJobId),
  };
}
