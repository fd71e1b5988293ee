import type { Locale } from "../contract/locale.ts";

/** Silence before the voice begins, so that a cut and a first syllable do not fall together. */
export const LEAD_IN_SECONDS = 0.2;
/** Air around the voice in all; what the lead-in leaves comes after it. */
export const AIR_SECONDS = 0.6;
/** A scene that nobody narrates can still be looked at. */
const SILENT_SECONDS = 4;
const MIN_SECONDS = 2;

/** Words a second in en and es, syllables a second in ko, of an unhurried narrator. */
const PACE: Readonly<Record<Locale, number>> = { en: 2.6, es: 2.7, ko: 5.5 };

/** Letters of the Hangul blocks: each one is a syllable. */
const HANGUL_SYLLABLE = /[\uac00-\ud7a3]/g;

/** How long a text takes to say, in seconds, before anybody has said it; 0 for no words. */
export function estimatedSpeechSeconds(text: string, locale: Locale): number {
  const words = [...new Intl.Segmenter(locale, { granularity: "word" }).segment(text)].filter(
    ({ isWordLike }) => isWordLike,
  ).length;
  const syllables = text.match(HANGUL_SYLLABLE)?.length ?? 0;
  const units = locale === "ko" && syllables > 0 ? syllables : words;
  return units / PACE[locale];
}

/**
 * How long a scene is, in seconds: its narration and a little air, or by its words when there is no voice.
 * @param known `speechSeconds`: length of the audio, absent when the scene has none
 */
export function sceneSeconds(
  narration: string,
  locale: Locale,
  known: { readonly speechSeconds?: number; readonly airInSeconds?: number } = {},
): number {
  const { speechSeconds, airInSeconds = AIR_SECONDS } = known;
  if (speechSeconds !== undefined) return Math.max(MIN_SECONDS, speechSeconds + airInSeconds);
  const reading = estimatedSpeechSeconds(narration, locale);
  return reading === 0 ? SILENT_SECONDS : Math.max(MIN_SECONDS, reading + airInSeconds);
}

/** Lengths that clip models make. The shorter one is slowed a little or repeated when the scene is longer. */
const SHORT_CLIP_SECONDS = 5;
const LONG_CLIP_SECONDS = 10;

/** Seconds of clip to ask a vendor for, before the narration is known. */
export function clipSeconds(narration: string, locale: Locale): number {
  return sceneSeconds(narration, locale) <= 7 ? SHORT_CLIP_SECONDS : LONG_CLIP_SECONDS;
}
