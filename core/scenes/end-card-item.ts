import type { Item } from "../contract/composition.ts";
import type { FilmLook } from "../contract/template.ts";
import type { Job } from "../ports/jobs.ts";

/** What ends a job's film at `from`; undefined when its template has no end card in its language. */
export function endCardItem(
  { jobId, look }: Pick<Job, "jobId" | "look">,
  from: number,
  fps: number,
): Item | undefined {
  if (look === undefined || look.endCard.text === "" || look.endCard.durationInSeconds === 0)
    return undefined;
  const { endCard } = look;
  return {
    jobId,
    id: `${jobId}.end-card`,
    type: "text",
    preset: "endCard",
    text: endCard.text,
    from,
    durationInFrames: Math.max(1, Math.round(endCard.durationInSeconds * fps)),
    ...endCardType(look),
    fadeInDurationInSeconds: 0.4,
  };
}

/** The type of a card that ends a film: family, weight, colours. */
export const endCardType = ({ palette, type }: FilmLook) => ({
  ...type,
  color: palette.text,
  backgroundColor: palette.background,
});
