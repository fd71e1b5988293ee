import { AppError } from "../contract/errors.ts";
import { MEDIA_UNREACHABLE } from "../contract/steps.ts";

/** A step came for a render that is over: reaped, aborted or published. Its machine may end. */
export class RenderEndedError extends AppError {
  constructor(renderId: string) {
    super("RENDER_ENDED", `Render ${renderId} is over.`, { httpStatus: 409 });
  }
}

/**
 * Media of the user's own does not answer, or not in time. It is tried again like a TransientError, but by a name of its own,
 * so that the user hears at last whose fault it is.
 */
export class MediaUnreachableError extends AppError {
  constructor(assetId: string, cause: AppError) {
    super(MEDIA_UNREACHABLE, `composition.assets.${assetId}: ${cause.message}`, {
      httpStatus: 503,
      isRetryable: true,
      cause,
    });
  }
}

/** Frames that could not be drawn, and what is on screen there by the ids that the user knows. */
export interface FailedPlace {
  readonly fromFrame: number;
  readonly toFrame: number;
  readonly itemIds: readonly string[];
  readonly reason: string;
}

/** Places that a message names; `data` has all of them. */
const MOST_NAMED = 3;

/** Segments failed as often as they were tried. `data.places` says where and what is on screen; other segments are kept. */
export class SegmentFailedError extends AppError {
  constructor(places: readonly FailedPlace[]) {
    const named = places.slice(0, MOST_NAMED).map(describe).join(" ");
    const rest = places.length - MOST_NAMED;
    super("SEGMENT_FAILED", rest > 0 ? `${named} And ${rest} more.` : named, {
      httpStatus: 500,
      data: { places },
    });
  }
}

const describe = ({ fromFrame, toFrame, itemIds, reason }: FailedPlace): string =>
  `Frames ${fromFrame} to ${toFrame} (${itemIds.join(", ") || "nothing on screen"}) could not be rendered: ${reason}.`;
