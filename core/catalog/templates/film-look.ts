import type { Locale } from "../../contract/locale.ts";
import type { FilmLook, Template } from "../../contract/template.ts";

/** What the layout of a film in this language takes from its template. */
export function filmLookOf(template: Template, locale: Locale): FilmLook {
  const { palette, type, title, captions, motion, pacing, endCard } = template;
  const { airInSeconds } = pacing;
  const { durationInSeconds } = endCard;
  return {
    palette,
    type,
    title,
    captions,
    motion,
    airInSeconds,
    endCard: { durationInSeconds, text: endCard[locale] },
  };
}
