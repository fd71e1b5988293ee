import { concepts } from "./concepts.ts";
import { type Illustration, loadIllustrations } from "./illustrations.ts";
import { plain, tokenize } from "./tokens.ts";

/** An illustration that a word may mean. */
export interface Meaning {
  readonly icon: string;
  /** How well the word fits: 14 chosen by hand, 10 its very name, 6 the noun of its name, about 3 a tag. */
  readonly fit: number;
}

export interface Lexicon {
  /** What a word or phrase (plain, lower case, singular) can be drawn as, best first; empty when unknown. */
  meanings(phrase: string): readonly Meaning[];
  /** Unicode's subgroup of an icon; `own` for illustrations of our own. */
  subgroupOf(icon: string): string;
}

const subgroupFit: readonly (readonly [RegExp, number])[] = [
  [/^(face-|cat-face|monkey-face)/, 0.3],
  [/^(hands|heart|person-symbol|person-activity|person-sport|person-resting)$/, 0.6],
  [/^(clothing|body-parts|household|other-object|flag|time|event)$/, 0.8],
  [/^(animal|plant|food|place|sky|transport|science)/, 1.15],
];

function fitOf({ icon, subgroup }: Illustration): number {
  const bySubgroup = subgroupFit.find(([pattern]) => pattern.test(subgroup))?.[1] ?? 1;
  const isVariant = /(-face$|-medium|-dark|-light|^(wo)?m[ae]n-|facing-right|japanese)/.test(icon);
  return bySubgroup * (isVariant ? 0.7 : 1);
}

/** The dictionary of all illustrations; building it takes about a third of a second, once a process. */
export function createLexicon(): Lexicon {
  const fits = new Map<string, Map<string, number>>();
  const add = (phrase: string, icon: string, fit: number) => {
    if (phrase === "") return;
    const known = fits.get(phrase) ?? new Map<string, number>();
    if ((known.get(icon) ?? 0) < fit) known.set(icon, fit);
    fits.set(phrase, known);
  };
  const addForms = (phrase: string, icon: string, fit: number) => {
    add(phrase, icon, fit);
    const tokens = tokenize(phrase);
    const [token] = tokens;
    if (tokens.length === 1 && token && !phrase.includes(" "))
      for (const form of token.forms) add(form, icon, fit);
  };

  const subgroups = new Map<string, string>();
  for (const illustration of loadIllustrations()) {
    const { icon, subgroup, names } = illustration;
    subgroups.set(icon, subgroup);
    const factor = fitOf(illustration);
    for (const { language, label, tags } of names) {
      const name = plain(label);
      const words = name.split(" ");
      addForms(name, icon, 10 * factor);
      if (words.length > 1) {
        const head = language === "es" ? words[0] : words.at(-1);
        for (const word of words) addForms(word, icon, (word === head ? 6 : 3) * factor);
      }
      for (const tag of tags) addForms(plain(tag), icon, 3.5 * factor);
    }
  }
  for (const { phrases, icons } of concepts) {
    for (const phrase of phrases) {
      for (const [place, icon] of icons.entries()) add(phrase, icon, 14 - place * 0.5);
    }
  }

  const sorted = new Map<string, Meaning[]>();
  for (const [phrase, byIcon] of fits) {
    const meanings = [...byIcon].map(([icon, fit]) => ({ icon, fit }));
    meanings.sort((a, b) => b.fit - a.fit || a.icon.localeCompare(b.icon));
    // A word that fits twenty things ("animal", "travel") says little about any of them.
    const vagueness = meanings.length > 12 ? 0.7 : 1;
    sorted.set(
      phrase,
      meanings.slice(0, 8).map(({ icon, fit }) => ({ icon, fit: fit >= 10 ? fit : fit * vagueness })),
    );
  }
  return {
    meanings: (phrase) => sorted.get(phrase) ?? [],
    subgroupOf: (icon) => subgroups.get(icon) ?? "own",
  };
}
