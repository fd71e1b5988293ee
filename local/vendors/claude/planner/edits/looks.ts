import { secondsIn, timingIn } from "../read-amounts.ts";
import { colorIn, plateIn } from "./colors.ts";
import type { ViewedItem } from "./composition-view.ts";
import { tidySeconds } from "./edit.ts";
import {
  fontFamilyIn,
  fontSizeIn,
  isExactLength,
  LOOK,
  opacityIn,
  SPOT,
  transitionIn,
  VERB,
} from "./lexicon.ts";
import { scaledBox, sizeFactorIn } from "./sizes.ts";

type Changes = Record<string, unknown>;

const DEFAULT_FONT_SIZE = 80;
export const FADE_SECONDS = 0.5;

const isLetters = ({ type }: ViewedItem): boolean => type === "text" || type === "captions";

/** What a clause says about how an item looks and sounds. */
export function lookIn(text: string, item: ViewedItem): Changes {
  const style = isLetters(item) ? lettersIn(text, item) : {};
  const changes: Changes = Object.keys(style).length === 0 ? {} : { style };
  const color = colorIn(text);
  if (color !== undefined && item.type === "solid") changes.color = color;
  const factor = sizeFactorIn(text);
  const box = factor === undefined || isLetters(item) ? undefined : scaledBox(item, factor);
  if (box !== undefined) changes.position = box;
  const opacity = opacityIn(text);
  if (opacity !== undefined) changes.opacity = opacity;
  const volume = volumeIn(text, item);
  if (volume !== undefined) changes.volume = volume;
  Object.assign(changes, transitionIn(text, secondsIn(text) ?? FADE_SECONDS));
  if (LOOK.fadeIn.test(text)) changes.fadeInSeconds = secondsIn(text) ?? FADE_SECONDS;
  if (LOOK.fadeOut.test(text)) changes.fadeOutSeconds = secondsIn(text) ?? FADE_SECONDS;
  return changes;
}

function lettersIn(text: string, { fontSize = DEFAULT_FONT_SIZE }: ViewedItem): Changes {
  const style: Changes = {};
  const { color: plate, rest } = plateIn(text);
  const color = colorIn(rest);
  if (color !== undefined) style.color = color;
  if (plate !== undefined) style.backgroundColor = plate;
  const exact = fontSizeIn(text);
  const factor = sizeFactorIn(text);
  if (exact !== undefined) style.fontSize = exact;
  else if (factor !== undefined) style.fontSize = Math.round(fontSize * factor);
  if (LOOK.bold.test(text)) style.fontWeight = 700;
  if (LOOK.thin.test(text)) style.fontWeight = 300;
  const family = fontFamilyIn(text);
  if (family !== undefined) style.fontFamily = family;
  return style;
}

export function volumeIn(text: string, item: ViewedItem): number | undefined {
  const now = item.volume ?? (item.decibels === undefined ? 1 : 10 ** (item.decibels / 20));
  if (VERB.mute.test(text)) return 0;
  if (LOOK.quieter.test(text)) return Math.round(now * 50) / 100;
  return LOOK.louder.test(text) ? Math.round(now * 150) / 100 : undefined;
}

/** What a clause says about when an item is there. */
export function timeIn(text: string, item: ViewedItem, endSeconds: number): Changes {
  const isFade = LOOK.fadeIn.test(text) || LOOK.fadeOut.test(text);
  if (isFade || Object.keys(transitionIn(text, FADE_SECONDS)).length > 0) return {};
  if (volumeIn(text, item) !== undefined) return {};
  const timing = timingIn(text);
  const length = lengthIn(text, item);
  const spot = spotIn(text, length.durationSeconds ?? item.durationSeconds, endSeconds);
  const from = spot === undefined ? {} : { fromSeconds: spot };
  if (VERB.shorten.test(text) || VERB.lengthen.test(text)) return { ...from, ...length };
  if (VERB.move.test(text) && timing.fromSeconds !== undefined) return { fromSeconds: timing.fromSeconds };
  return { ...from, ...timing };
}

/** "To the beginning", "at the end", where that is a time. */
function spotIn(text: string, seconds: number, endSeconds: number): number | undefined {
  if (SPOT.start.test(text)) return 0;
  return SPOT.end.test(text) ? tidySeconds(Math.max(0, endSeconds - seconds)) : undefined;
}

function lengthIn(text: string, { durationSeconds }: ViewedItem): { durationSeconds?: number } {
  const isShorter = VERB.shorten.test(text);
  if (!isShorter && !VERB.lengthen.test(text)) return {};
  const seconds = secondsIn(text);
  if (seconds !== undefined) {
    const wanted = isExactLength(text) ? seconds : durationSeconds + (isShorter ? -seconds : seconds);
    return { durationSeconds: Math.max(0.1, wanted) };
  }
  // "Half the size" is no length of time.
  if (sizeFactorIn(text) !== undefined || durationSeconds === 0) return {};
  return { durationSeconds: Math.max(0.1, tidySeconds(durationSeconds * (isShorter ? 0.5 : 2))) };
}
