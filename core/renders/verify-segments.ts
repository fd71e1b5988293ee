import type { SegmentDeps } from "./deps.ts";
import { SegmentFailedError } from "./errors.ts";
import { failedPlace } from "./failed-place.ts";
import { planOf, runningRender } from "./running-render.ts";

/**
 * The step after all segments, drawn or given up: is every one there? So one that fails does not cost those beside it,
 * and the next render draws only what is missing.
 *
 * @throws {SegmentFailedError} naming every segment that is not there @throws {RenderEndedError} @throws {TransientError}
 */
export async function verifySegments(deps: SegmentDeps, renderId: string): Promise<{ renderId: string }> {
  const stored = await deps.renders.get(renderId);
  if (stored?.isAhead && stored.state === "completed") return { renderId };
  const { isAhead } = await runningRender(deps, renderId);
  const { segments } = await planOf(deps, renderId);
  const heads = await Promise.all(segments.map(({ key }) => deps.segments.head(key)));
  const absent = segments.flatMap((segment, index) => (heads[index] ? [] : [{ segment, index }]));
  if (absent.length === 0) {
    // Nothing is left to do for a render that makes no film.
    if (isAhead) await deps.renders.end(renderId, "completed", { atEpochMs: deps.clock.now() });
    return { renderId };
  }
  const works = new Map((await deps.renders.listSegments(renderId)).map((work) => [work.index, work.error]));
  throw new SegmentFailedError(
    await Promise.all(
      absent.map(({ segment, index }) =>
        failedPlace(deps, renderId, segment, works.get(index) ?? "it was not drawn"),
      ),
    ),
  );
}
