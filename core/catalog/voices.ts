import type { Locale } from "../contract/locale.ts";

/** A voice of the speech vendor (Amazon Polly), and what it says of itself. */
export interface Voice {
  readonly voiceId: string;
  readonly locale: Locale;
  readonly gender: "female" | "male";
}

/**
 * Voices that give word marks, by language; the first one of a language is its default.
 * Source: https://docs.aws.amazon.com/polly/latest/dg/available-voices.html (Korean has these two).
 */
export const voices: readonly Voice[] = [
  { voiceId: "Joanna", locale: "en", gender: "female" },
  { voiceId: "Matthew", locale: "en", gender: "male" },
  { voiceId: "Ruth", locale: "en", gender: "female" },
  { voiceId: "Stephen", locale: "en", gender: "male" },
  { voiceId: "Seoyeon", locale: "ko", gender: "female" },
  { voiceId: "Jihye", locale: "ko", gender: "female" },
  { voiceId: "Lupe", locale: "es", gender: "female" },
  { voiceId: "Pedro", locale: "es", gender: "male" },
];

/** The voice that a language speaks with when nobody chose one. */
export function defaultVoice(locale: Locale): Voice {
  const voice = voices.find((candidate) => candidate.locale === locale);
  if (!voice) throw new RangeError(`There is no voice for ${locale}.`);
  return voice;
}

/** A voice by its id, case-insensitively, when it speaks that language; else the language's default. */
export function voiceFor(locale: Locale, voiceId?: string): Voice {
  const wanted = voiceId?.toLowerCase();
  return (
    voices.find((voice) => voice.locale === locale && voice.voiceId.toLowerCase() === wanted) ??
    defaultVoice(locale)
  );
}
