import { AppError } from "../contract/errors.ts";

/** A step came for a render that is over: reaped, aborted or published. Its machine may end. */
export class RenderEndedError extends AppError {
  constructor(renderId: string) {
    super("RENDER_ENDED", `Render ${renderId} is over.`, { httpStatus: 409 });
  }
}

/** A segment failed as often as it was tried. `data.itemIds` says what is on screen there; other segments are kept. */
export class SegmentFailedError extends AppError {
  constructor(place: { fromFrame: number; toFrame: number; itemIds: readonly string[] }, reason: string) {
    const { fromFrame, toFrame, itemIds } = place;
    super(
      "SEGMENT_FAILED",
      `Frames ${fromFrame} to ${toFrame} (${itemIds.join(", ") || "nothing on screen"}) could not be rendered: ${reason}`,
      { httpStatus: 500, data: place },
    );
  }
}
