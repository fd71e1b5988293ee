import type { PlannedSegment } from "../contract/film-plan.ts";
import type { SegmentDeps } from "./deps.ts";
import type { FailedPlace } from "./errors.ts";

/** What an error says of a segment: its frames, and the items on screen there by the ids that the user knows. */
export async function failedPlace(
  { plans }: Pick<SegmentDeps, "plans">,
  renderId: string,
  segment: Pick<PlannedSegment, "from" | "durationInFrames">,
  reason: string,
): Promise<FailedPlace> {
  const composition = await plans.getComposition(renderId);
  const fromFrame = segment.from;
  const toFrame = fromFrame + segment.durationInFrames - 1;
  const itemIds = Object.values(composition?.items ?? {})
    .filter(
      (item) =>
        item.type !== "audio" && item.from <= toFrame && item.from + item.durationInFrames > fromFrame,
    )
    .map(({ id }) => id);
  return { fromFrame, toFrame, itemIds, reason };
}
