import type { FilmPlan } from "../contract/film-plan.ts";
import type { RenderedSegment } from "../contract/rendered-segment.ts";
import type { RenderStore } from "../ports/renders.ts";
import { aheadWorkOn } from "./ahead-work.ts";

/**
 * Who drew each piece of a film: this render, or the one that drew it ahead of this render; what an earlier film had paid
 * for is `kept`. A picture that is in the film twice was drawn once, and both say by whom.
 */
export async function renderedSegments(
  renders: RenderStore,
  renderId: string,
  { segments }: FilmPlan,
): Promise<RenderedSegment[]> {
  const works = new Map(
    (await renders.listSegments(renderId)).map(({ index, renderer }) => [index, renderer]),
  );
  const drawn = await Promise.all(
    segments.map(async ({ key, isMissing, isOwed }, index) => {
      if (!isMissing && !isOwed) return undefined;
      const renderer = works.get(index) ?? (await aheadWorkOn(renders, key))?.renderer;
      return renderer && ([key, renderer] as const);
    }),
  );
  const byKey = new Map(drawn.filter((each) => each !== undefined));
  return segments.map(({ key, from, durationInFrames }) => ({
    from,
    durationInFrames,
    renderer: byKey.get(key) ?? "kept",
  }));
}
