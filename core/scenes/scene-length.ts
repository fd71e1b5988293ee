import { MAX_SCENE_SECONDS } from "../contract/job-api.ts";
import type { Locale } from "../contract/locale.ts";
import type { PlannedScene, SceneMedia, SceneSpeech } from "../ports/jobs.ts";

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
export const SHORT_CLIP_SECONDS = 5;
export const LONG_CLIP_SECONDS = 10;

/** Seconds of clip to ask a vendor for, before the narration is known. */
export function clipSeconds(
  { narration, durationInSeconds }: Pick<PlannedScene, "narration" | "durationInSeconds">,
  locale: Locale,
): number {
  const seconds = durationInSeconds ?? sceneSeconds(narration, locale);
  return seconds <= 7 ? SHORT_CLIP_SECONDS : LONG_CLIP_SECONDS;
}

/**
 * How long a made scene is, in seconds: by its voice; else as long as was planned; else by the words on it; else as long
 * as the clip that somebody brought.
 */
export function madeSceneSeconds(
  scene: PlannedScene & { readonly visual: SceneMedia; readonly speech?: SceneSpeech },
  locale: Locale,
  airInSeconds = AIR_SECONDS,
): number {
  const { narration, remoteUrl, durationInSeconds, visual, speech } = scene;
  if (speech !== undefined) {
    return sceneSeconds(narration, locale, { speechSeconds: speech.durationInSeconds, airInSeconds });
  }
  if (durationInSeconds !== undefined) return durationInSeconds;
  const clip = remoteUrl === undefined ? undefined : visual.durationInSeconds;
  if (clip === undefined || estimatedSpeechSeconds(narration, locale) > 0) {
    return sceneSeconds(narration, locale, { airInSeconds });
  }
  return Math.min(MAX_SCENE_SECONDS, Math.max(MIN_SECONDS, clip));
}
