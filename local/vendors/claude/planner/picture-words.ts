import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";
import { detectLocale, type Locale } from "./locale.ts";

/** Words for things in Korean and Spanish that emoji names do not cover, in English. */
const EXTRA: Readonly<Record<string, string>> = {
  소파: "sofa",
  쇼파: "sofa",
  가죽: "leather",
  나무: "wooden",
  부엌: "kitchen",
  주방: "kitchen",
  정원: "garden",
  가격: "price",
  눈: "snow",
  냄비: "pan",
  탁자: "table",
  유리: "glass",
  cocina: "kitchen",
  jardín: "garden",
  precio: "price",
  nevado: "snowy",
  nevada: "snowy",
  mesa: "table",
  vidrio: "glass",
  cristal: "glass",
  흰색: "white",
  하얀: "white",
  하얀색: "white",
  검은색: "black",
  검정: "black",
  검정색: "black",
  빨간: "red",
  빨간색: "red",
  파란: "blue",
  파란색: "blue",
  노란: "yellow",
  노란색: "yellow",
  초록색: "green",
  녹색: "green",
  해변: "beach",
  바닷가: "beach",
  강아지: "dog",
  거실: "living room",
  산: "mountain",
  꽃: "flower",
  바다: "sea",
  도시: "city",
  밤: "night",
  노을: "sunset",
  석양: "sunset",
  숲: "forest",
  하늘: "sky",
  로고: "logo",
  사진: "photo",
  배경: "background",
  제목: "title",
  sofá: "sofa",
  cuero: "leather",
  piel: "leather",
  blanco: "white",
  blanca: "white",
  negro: "black",
  negra: "black",
  rojo: "red",
  roja: "red",
  azul: "blue",
  verde: "green",
  amarillo: "yellow",
  amarilla: "yellow",
  madera: "wooden",
  playa: "beach",
  montaña: "mountain",
  nieve: "snow",
  salón: "living room",
  mar: "sea",
  ciudad: "city",
  noche: "night",
  atardecer: "sunset",
  bosque: "forest",
  cielo: "sky",
  fondo: "background",
};

const emojiNames = z.array(
  z.looseObject({ hexcode: z.string(), label: z.string(), tags: z.array(z.string()).optional() }),
);

function namesIn(locale: Locale): z.infer<typeof emojiNames> {
  const path = createRequire(import.meta.url).resolve(`emojibase-data/${locale}/compact.json`);
  return emojiNames.parse(JSON.parse(readFileSync(path, "utf8")));
}

/** What things are called, and what they remind of: a name counts before an association. */
interface Dictionary {
  readonly names: ReadonlyMap<string, string>;
  readonly associations: ReadonlyMap<string, string>;
}

function buildDictionary(locale: Locale): Dictionary {
  const english = new Map(namesIn("en").map((emoji) => [emoji.hexcode, emoji.label]));
  const names = new Map<string, string>();
  const associations = new Map<string, string>();
  for (const emoji of namesIn(locale)) {
    const meaning = english.get(emoji.hexcode);
    if (meaning === undefined) continue;
    const label = emoji.label.toLowerCase();
    if (!names.has(label)) names.set(label, meaning);
    for (const tag of emoji.tags ?? []) {
      const word = tag.toLowerCase();
      if (word.length > 1 && !associations.has(word)) associations.set(word, meaning);
    }
  }
  for (const [word, meaning] of Object.entries(EXTRA)) names.set(word, meaning);
  return { names, associations };
}

const dictionaries = new Map<Locale, Dictionary>();

function dictionaryOf(locale: Locale): Dictionary {
  let words = dictionaries.get(locale);
  if (words === undefined) {
    words = buildDictionary(locale);
    dictionaries.set(locale, words);
  }
  return words;
}

const KOREAN_ENDINGS =
  /(?:에서는|에서|으로|에게|이란|이랑|까지|부터|들을|들의|들이|들은|은|는|이|가|을|를|의|에|로|와|과|도|만|한|인)$/u;

/** Little words that happen to be the names of signs. */
const NO_PICTURE = new Set([
  "uno",
  "una",
  "con",
  "por",
  "para",
  "los",
  "las",
  "del",
  "que",
  "sin",
  "como",
  "más",
  "이",
  "그",
  "저",
  "것",
]);

function wordForms(token: string, locale: Locale): string[] {
  if (locale === "ko") return [token, token.replace(KOREAN_ENDINGS, "")];
  return [token, token.replace(/es$/u, ""), token.replace(/s$/u, "")];
}

/**
 * The English words for the things that a Korean or Spanish text names, as far as they are known; English text is
 * returned as it is. Empty when nothing is known.
 *
 * @param written the language of the text
 */
export function pictureWords(text: string, written: Locale = detectLocale(text)): string {
  const locale = written === "en" && /[áéíóúñ]/iu.test(text) ? "es" : written;
  if (locale === "en") return text;
  const words = dictionaryOf(locale);
  const tokens = text.toLowerCase().split(/[^\p{L}\p{N}-]+/u);
  const found = tokens.flatMap((token) => {
    if (NO_PICTURE.has(token)) return [];
    const forms = wordForms(token, locale).filter((form) => form.length > (locale === "es" ? 2 : 0));
    const known =
      forms.map((form) => words.names.get(form)).find((meaning) => meaning !== undefined) ??
      forms.map((form) => words.associations.get(form)).find((meaning) => meaning !== undefined);
    if (known !== undefined) return [known];
    return /^[a-z0-9-]{3,}$/.test(token) && locale === "ko" ? [token] : [];
  });
  return [...new Set(found)].join(" ");
}
