import type { Lexicon, Meaning } from "./lexicon.ts";
import { type Light, lightOf, type Setting, settingOf, type Weather, weatherOf } from "./settings.ts";
import { plain, type Token, tokenize } from "./tokens.ts";

/** One thing that the picture shows. */
export interface Subject {
  readonly icon: string;
  readonly subgroup: string;
  /** Higher is more important; the first subject has the highest. */
  readonly score: number;
  /** "trees", "fish" in a shoal: drawn several times. */
  readonly isMany: boolean;
}

/** What a prompt asks to be drawn. */
export interface Reading {
  /** 0 to 5, the most important first. */
  readonly subjects: readonly Subject[];
  readonly setting: Setting;
  readonly light: Light;
  readonly weather: Weather;
}

const MOST_SUBJECTS = 5;
/** A subject far below the best match is noise. */
const LEAST_SHARE = 0.24;

interface Match {
  readonly meanings: readonly Meaning[];
  readonly position: number;
  readonly isPlural: boolean;
  readonly isVerbal: boolean;
}

/** The longest phrases that the lexicon knows, from left to right; each word is used once. */
function matchPhrases(prompt: string, lexicon: Lexicon): Match[] {
  const words = plain(prompt).split(" ");
  const byPosition = new Map(tokenize(prompt).map((token) => [token.position, token]));
  const matches: Match[] = [];
  for (let position = 0; position < words.length; position += 1) {
    let length = 3;
    for (; length > 1; length -= 1) {
      const phrase = words.slice(position, position + length).join(" ");
      const last = byPosition.get(position + length - 1);
      const singular = [...words.slice(position, position + length - 1), last?.forms[0] ?? ""].join(" ");
      const meanings = [phrase, singular]
        .map((text) => lexicon.meanings(text))
        .find((found) => found.length > 0);
      if (words.length >= position + length && meanings && (meanings[0]?.fit ?? 0) >= 4) {
        matches.push({ meanings, position, isPlural: last?.isPlural ?? false, isVerbal: false });
        break;
      }
    }
    if (length > 1) {
      position += length - 1;
      continue;
    }
    const token = byPosition.get(position);
    const meanings = token ? meaningsOfWord(token, lexicon) : [];
    if (token && meanings.length > 0)
      matches.push({ meanings, position, isPlural: token.isPlural, isVerbal: token.isVerbal });
  }
  return matches;
}

function meaningsOfWord(token: Token, lexicon: Lexicon): readonly Meaning[] {
  // As written first ("mars", "glasses"), then what it may be the plural of.
  const known = [token.text, ...token.forms].map((form) => lexicon.meanings(form));
  const best = Math.max(...known.map((meanings) => meanings[0]?.fit ?? 0));
  if (best > 0) return known.find((meanings) => meanings[0]?.fit === best) ?? [];
  if (token.language !== "ko") return [];
  // Korean runs words together (개기일식이란): the longest known beginning, then the longest known ending.
  for (const form of token.forms) {
    for (let length = form.length - 1; length >= 2; length -= 1) {
      for (const part of [form.slice(0, length), form.slice(-length)]) {
        const meanings = lexicon.meanings(part).filter(({ fit }) => fit >= 5);
        if (meanings.length > 0) return meanings;
      }
    }
  }
  return [];
}

/** Things that look right in numbers. */
const crowds = /^(plant|animal-marine|animal-bird|animal-bug|food-fruit|money)/;
const crowdIcons = new Set([
  "star",
  "glowing-star",
  "droplet",
  "snowflake",
  "balloon",
  "cloud",
  "books",
  "microbe",
  "own:cell",
]);

/**
 * What a prompt in English, Korean or Spanish asks for. What is named first weighs most.
 * @param pick a number in [0, 1) from the seed; chooses among pictures that fit a word equally well
 */
export function readPrompt(prompt: string, lexicon: Lexicon, pick: () => number): Reading {
  const matches = matchPhrases(prompt, lexicon);
  const wordCount = Math.max(12, plain(prompt).split(" ").length);
  const chosen = new Map<string, Subject>();
  // Three things named are a picture; what else a topic might mean would only crowd it.
  const isRich = matches.length >= 3;
  for (const { meanings, position, isPlural, isVerbal } of matches) {
    const best = meanings[0]?.fit ?? 0;
    const equals = meanings.filter(({ fit, icon }) => fit >= best - 0.01 && !chosen.has(icon));
    const byHand = best >= 12 ? meanings.filter(({ fit }) => fit >= 12) : [];
    const weight = (1 - 0.55 * (position / wordCount)) * (isVerbal ? 0.5 : 1);
    const take = ({ icon, fit }: Meaning, share: number) => {
      const subgroup = lexicon.subgroupOf(icon);
      const score = fit * weight * share;
      if ((chosen.get(icon)?.score ?? 0) >= score) return;
      const isMany = isPlural && (crowds.test(subgroup) || crowdIcons.has(icon));
      chosen.set(icon, { icon, subgroup, score, isMany });
    };
    if (byHand.length > 1) {
      for (const [place, meaning] of byHand.slice(0, isRich ? 1 : undefined).entries())
        take(meaning, place === 0 ? 1 : 0.45);
    } else {
      const meaning = equals[Math.floor(pick() * equals.length)];
      if (meaning) take(meaning, 1);
    }
  }
  const ranked = [...chosen.values()].sort((a, b) => b.score - a.score);
  const best = ranked[0]?.score ?? 0;
  const subjects = ranked
    .filter(({ score }) => score >= Math.max(1.2, best * LEAST_SHARE))
    .slice(0, MOST_SUBJECTS);
  const text = plain(prompt);
  return { subjects, setting: settingOf(text, subjects), light: lightOf(text), weather: weatherOf(text) };
}
