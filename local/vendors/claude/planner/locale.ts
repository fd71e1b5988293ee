export const LOCALES = ["en", "ko", "es"] as const;
export type Locale = (typeof LOCALES)[number];
/** One text in every locale. */
export type Localized = Readonly<Record<Locale, string>>;

const HANGUL = /[\uac00-\ud7af]/;
const SPANISH =
  /[ñ¿¡]|\b(el|la|los|las|un|una|de|del|cómo|qué|por|para|con|sobre|haz|explica|añade|agrega|cambia|pon|quita|elimina|mueve|título|escenas?|segundos?|imagen|acorta|alarga|mueve|borra|reemplaza|sustituye|genera|crea|centrado|arriba|abajo|rojo|negro|blanco|y)\b/giu;

/** The language a text is written in; English when nothing speaks for another. */
export function detectLocale(text: string): Locale {
  if (HANGUL.test(text)) return "ko";
  const hits = text.match(SPANISH)?.length ?? 0;
  return hits >= 2 || /[ñ¿¡]|\b(cómo|qué|explica)\b/iu.test(text) ? "es" : "en";
}

export function toLocale(tag: string | undefined): Locale | undefined {
  const language = tag?.trim().toLowerCase().slice(0, 2);
  return LOCALES.find((locale) => locale === language);
}

/** A Korean word with the particle that fits its last syllable: `withParticle("달", "은", "는")` is 달은. */
export function withParticle(word: string, afterConsonant: string, afterVowel: string): string {
  const last = word.trim().at(-1)?.codePointAt(0) ?? 0;
  const hasFinal = last >= 0xac00 && last <= 0xd7a3 && (last - 0xac00) % 28 > 0;
  return `${word}${hasFinal ? afterConsonant : afterVowel}`;
}

/** Upper case for the first letter alone. */
export function capitalize(text: string): string {
  return text.replace(
    /^([^\p{L}\p{N}]*)(\p{L})/u,
    (_, lead: string, letter: string) => lead + letter.toUpperCase(),
  );
}
