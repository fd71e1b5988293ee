import { NUMBER, numberOf } from "./number-words.ts";

const SCENE_WORD =
  "(?:(?:short|distinct|different|separate|breves?|짧은)\\s+)?(?:scenes?|shots?|parts?|chapters?|slides?|escenas?|partes|tomas|capítulos)";
const SCENES_LATIN = new RegExp(`(?<![\\p{L}\\d])(${NUMBER})[\\s-]+${SCENE_WORD}(?!\\p{L})`, "iu");
const SCENES_KOREAN = new RegExp(
  `(?<![가-힣\\d])(${NUMBER})\\s*(?:개|가지|편|컷)?\\s*(?:의)?\\s*(?:짧은\\s*)?(?:장면|씬|신으로|컷|파트)`,
  "u",
);

/** The number of scenes that a request names in words or digits, in three languages. */
export function sceneCountIn(text: string): number | undefined {
  const found = SCENES_LATIN.exec(text)?.[1] ?? SCENES_KOREAN.exec(text)?.[1];
  return found === undefined ? undefined : Math.round(numberOf(found));
}

const UNIT_SECONDS = "seconds?|secs?|s(?![a-záéíóúñ])|segundos?|segs?|초";
const UNIT_MINUTES = "minutes?|mins?|minutos?|분";
const SECONDS = new RegExp(`(?<![\\p{L}\\d.,])(${NUMBER})[\\s-]*(?:${UNIT_SECONDS})(?![a-z])`, "iu");
const MINUTES = new RegExp(
  `(?<![\\p{L}\\d.,])(half an?|medio|an?|${NUMBER})[\\s-]*(?:${UNIT_MINUTES})(?![a-z])`,
  "iu",
);

/** The first length of time that a text names, in seconds: "30-second", "1분 30초", "half a minute". */
export function secondsIn(text: string): number | undefined {
  const minutes = MINUTES.exec(text)?.[1]?.toLowerCase();
  const seconds = SECONDS.exec(text)?.[1];
  if (minutes === undefined && seconds === undefined) return undefined;
  const whole = minutes === undefined ? 0 : minuteValue(minutes);
  return whole * 60 + (seconds === undefined ? 0 : numberOf(seconds));
}

function minuteValue(word: string): number {
  if (word.startsWith("half") || word === "medio") return 0.5;
  return word === "a" || word === "an" ? 1 : numberOf(word);
}

/** When an item is to begin and how long it lasts, in seconds. */
export interface Timing {
  readonly fromSeconds?: number;
  readonly durationSeconds?: number;
}

const AMOUNT = `(${NUMBER})[\\s-]*(?:${UNIT_SECONDS})?`;
const RANGES: readonly RegExp[] = [
  new RegExp(
    `\\b(?:from|between)\\s+(?:second\\s+)?${AMOUNT}\\s*(?:to|and|until|-|–)\\s*(?:second\\s+)?${AMOUNT}`,
    "iu",
  ),
  new RegExp(
    `\\b(?:del?|desde|entre)\\s+(?:el\\s+)?(?:segundo\\s+)?${AMOUNT}\\s*(?:a|al|y|hasta)\\s+(?:el\\s+)?(?:segundo\\s+)?${AMOUNT}`,
    "iu",
  ),
  new RegExp(`(${NUMBER})\\s*초?\\s*(?:부터|에서|~|-)\\s*(${NUMBER})\\s*초\\s*(?:까지)?`, "iu"),
];
const STARTS: readonly RegExp[] = [
  new RegExp(
    `\\b(?:at|from|starting at|start(?:s)? at|after|to)\\s+(?:the\\s+)?(?:second\\s+)?(${NUMBER})[\\s-]*(?:${UNIT_SECONDS})(?!\\p{L})`,
    "iu",
  ),
  new RegExp(`\\b(?:at|from|starting at)\\s+second\\s+(${NUMBER})`, "iu"),
  new RegExp(`\\b(?:al?|en|desde|a partir de)l?\\s+(?:el\\s+)?segundo\\s+(${NUMBER})`, "iu"),
  new RegExp(`(${NUMBER})\\s*초\\s*(?:부터|에(?!서)|지점)`, "iu"),
];

/** Reads "from 2 to 5 seconds", "at 4 seconds", "for 3 seconds" and the like in three languages. */
export function timingIn(text: string): Timing {
  for (const range of RANGES) {
    const [, from, to] = range.exec(text) ?? [];
    if (from === undefined || to === undefined) continue;
    const fromSeconds = numberOf(from);
    const toSeconds = numberOf(to);
    if (toSeconds > fromSeconds) return { fromSeconds, durationSeconds: toSeconds - fromSeconds };
  }
  for (const start of STARTS) {
    const found = start.exec(text);
    if (found?.[1] === undefined) continue;
    const durationSeconds = secondsIn(text.replace(found[0], " "));
    const fromSeconds = numberOf(found[1]);
    return durationSeconds === undefined ? { fromSeconds } : { fromSeconds, durationSeconds };
  }
  const durationSeconds = secondsIn(text);
  return durationSeconds === undefined ? {} : { durationSeconds };
}

/** The number of words a script is asked to have ("about 75 words", "75단어", "75 palabras"). */
export function wordCountIn(text: string): number | undefined {
  const found = /(\d{1,4})[\s-]*(?:words|palabras|단어)/iu.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
