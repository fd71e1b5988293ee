import { isStopWord } from "./stop-words.ts";

export type Language = "en" | "ko" | "es";

export interface Token {
  /** As written, lower case, accents removed. */
  readonly text: string;
  /** Forms to look up, the likeliest first. */
  readonly forms: readonly string[];
  readonly language: Language;
  readonly isPlural: boolean;
  /** An English -ing or -ed form: it says what happens more than what is there. */
  readonly isVerbal: boolean;
  /** Place in the prompt, 0 for the first word; stop words count. */
  readonly position: number;
}

const irregular: Readonly<Record<string, string>> = {
  children: "child",
  feet: "foot",
  geese: "goose",
  leaves: "leaf",
  lives: "life",
  men: "man",
  mice: "mouse",
  people: "person",
  teeth: "tooth",
  wolves: "wolf",
  women: "woman",
  loaves: "loaf",
  knives: "knife",
};

/** What Korean appends to a noun; the longest first, so that 에서 goes before 에. */
const particles =
  /(에서는|에서도|으로는|이라는|에게서|까지는|부터는|들에게|들이|들을|들은|들의|들과|에서|에게|으로|까지|부터|처럼|보다|마다|라는|이란|하는|하고|하며|되는|된|들|은|는|이|가|을|를|의|에|로|와|과|도|만|란|한)$/;

/** Lower case, no accents, letters of Latin and Hangul only. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .replace(/[’']s\b/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function englishForms(word: string): string[] {
  const known = irregular[word];
  if (known) return [known, word];
  const forms = [word];
  if (/(ss|us|is)$/.test(word)) return forms;
  if (/ies$/.test(word)) forms.unshift(`${word.slice(0, -3)}y`);
  else if (/(ch|sh|x|ss|o)es$/.test(word)) forms.unshift(word.slice(0, -2), word.slice(0, -1));
  else if (/s$/.test(word) && word.length > 3) forms.unshift(word.slice(0, -1));
  if (/ing$/.test(word) && word.length > 5) forms.push(word.slice(0, -3), `${word.slice(0, -3)}e`);
  if (/ed$/.test(word) && word.length > 4) forms.push(word.slice(0, -2), word.slice(0, -1));
  return forms;
}

function spanishForms(word: string): string[] {
  const forms = [word];
  if (/ces$/.test(word)) forms.unshift(`${word.slice(0, -3)}z`);
  else if (/[^aeiou]es$/.test(word) && word.length > 4) forms.unshift(word.slice(0, -2), word.slice(0, -1));
  else if (/[aeiou]s$/.test(word) && word.length > 3) forms.unshift(word.slice(0, -1));
  return forms;
}

function koreanForms(word: string): string[] {
  const forms = [word];
  let rest = word;
  for (let turn = 0; turn < 2; turn += 1) {
    const next = rest.replace(particles, "");
    if (next === rest || next.length === 0) break;
    forms.push(next);
    rest = next;
  }
  return forms;
}

const spanishMarkers = /\b(el|los|las|una|del|que|con|para|por|como|y|en|un|es|se|su|al)\b/g;

/** Words of one language or another that a prompt is made of, stop words and style words left out. */
export function tokenize(prompt: string): Token[] {
  const text = plain(prompt);
  const isSpanish = (text.match(spanishMarkers) ?? []).length >= 2;
  const tokens: Token[] = [];
  text.split(" ").forEach((word, position) => {
    if (word === "" || /^\d+$/.test(word)) return;
    const language: Language = /[\uac00-\ud7a3]/.test(word) ? "ko" : isSpanish ? "es" : "en";
    const forms =
      language === "ko" ? koreanForms(word) : language === "es" ? spanishForms(word) : englishForms(word);
    if (forms.some((form) => isStopWord(form, language))) return;
    const isPlural =
      language === "ko" ? /들/.test(word) : forms[0] !== word && /s$|children|men|people/.test(word);
    const isVerbal = language === "en" && /[^e](ing|ed)$/.test(word) && word.length > 5;
    tokens.push({ text: word, forms, language, isPlural, isVerbal, position });
  });
  return tokens;
}
