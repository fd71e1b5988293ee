import { ordinalIn } from "../number-words.ts";
import { secondsIn, timingIn } from "../read-amounts.ts";
import { colorIn } from "./colors.ts";
import { scenesOf, type ViewedItem } from "./composition-view.ts";
import { ask, type ClauseResult, calls, NOT_AN_EDIT, tidySeconds } from "./edit.ts";
import { ALL, findTarget, type Scope } from "./find-target.ts";
import {
  fontSizeIn,
  fpsIn,
  LOOK,
  moodIn,
  NOUN,
  positionIn,
  stageSizeIn,
  transitionIn,
  VERB,
} from "./lexicon.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

const DEFAULT_FONT_SIZE = 80;
const FADE_SECONDS = 0.5;

/** Reads what concerns the film as a whole: its background colour, shape and frame rate. */
export function readStage(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  const size = stageSizeIn(text);
  const fps = fpsIn(text);
  const color = colorIn(text);
  const changes: Record<string, unknown> = {};
  if (size !== undefined && !NOUN.solid.test(text)) Object.assign(changes, size);
  if (fps !== undefined) changes.fps = fps;
  if (NOUN.music.test(text)) Object.assign(changes, musicIn(text));
  if (NOUN.background.test(text) && color !== undefined && !NOUN.title.test(text) && !NOUN.text.test(text)) {
    const solid = scope.view.items.find(
      (item) => item.type === "solid" && /background|배경|fondo|backdrop/u.test(item.described),
    );
    if (solid !== undefined)
      return calls([{ tool: "update_item", input: { itemId: solid.id, changes: { color } } }], [solid.id]);
    changes.backgroundColor = color;
  }
  return Object.keys(changes).length === 0
    ? NOT_AN_EDIT
    : calls([{ tool: "set_composition", input: changes }]);
}

/** "Add upbeat music", "no music"; music that is an item of the film is not meant. */
function musicIn(text: string): { music?: string } {
  const mood = moodIn(text);
  if (mood !== undefined) return { music: mood };
  return /\b(?:no|without|sin) (?:any )?(?:music|música)|음악\s*없이/iu.test(text) ? { music: "none" } : {};
}

/** What a clause says about how an item looks, without knowing which item. */
function lookIn(text: string, item: ViewedItem): Record<string, unknown> {
  const size = item.fontSize ?? DEFAULT_FONT_SIZE;
  const style: Record<string, unknown> = {};
  const color = colorIn(text);
  const exact = fontSizeIn(text);
  if (color !== undefined && item.type !== "solid") style.color = color;
  if (exact !== undefined) style.fontSize = exact;
  else if (LOOK.muchBigger.test(text)) style.fontSize = Math.round(size * 1.6);
  else if (LOOK.bigger.test(text)) style.fontSize = Math.round(size * 1.25);
  else if (LOOK.smaller.test(text)) style.fontSize = Math.round(size * 0.8);
  if (LOOK.bold.test(text)) style.fontWeight = 700;
  if (LOOK.thin.test(text)) style.fontWeight = 300;
  const changes: Record<string, unknown> = Object.keys(style).length === 0 ? {} : { style };
  if (color !== undefined && item.type === "solid") changes.color = color;
  const volume = volumeIn(text, item);
  if (volume !== undefined) changes.volume = volume;
  Object.assign(changes, transitionIn(text, secondsIn(text) ?? FADE_SECONDS));
  if (LOOK.fadeIn.test(text)) changes.fadeInSeconds = secondsIn(text) ?? FADE_SECONDS;
  if (LOOK.fadeOut.test(text)) changes.fadeOutSeconds = secondsIn(text) ?? FADE_SECONDS;
  return changes;
}

function volumeIn(text: string, item: ViewedItem): number | undefined {
  const now = item.volume ?? 1;
  if (VERB.mute.test(text)) return 0;
  if (LOOK.quieter.test(text)) return Math.round(now * 50) / 100;
  return LOOK.louder.test(text) ? Math.round(now * 150) / 100 : undefined;
}

function timeIn(text: string, item: ViewedItem): Record<string, unknown> {
  const isFade = LOOK.fadeIn.test(text) || LOOK.fadeOut.test(text);
  if (isFade || Object.keys(transitionIn(text, FADE_SECONDS)).length > 0) return {};
  if (volumeIn(text, item) !== undefined) return {};
  const resizes = VERB.shorten.test(text) || VERB.lengthen.test(text);
  const timing = timingIn(text);
  if (resizes) {
    const seconds = secondsIn(text);
    if (seconds === undefined) {
      const factor = VERB.shorten.test(text) ? 0.5 : 2;
      return item.durationSeconds > 0
        ? { durationSeconds: Math.max(0.1, Math.round(item.durationSeconds * factor * 100) / 100) }
        : {};
    }
    const isBy =
      /\bby\b|\ben\b(?=\s+\d+\s*seg)|만큼|초\s*(?:정도\s*)?(?:더\s*)?(?:길|짧|늘|줄)|seconds?\s+(?:longer|shorter)|segundos?\s+más/iu.test(
        text,
      ) && !/\bto\b|(?:으로|로)\s/iu.test(text);
    if (!isBy) return { durationSeconds: seconds };
    const signed = VERB.shorten.test(text) ? -seconds : seconds;
    return { durationSeconds: Math.max(0.1, item.durationSeconds + signed) };
  }
  if (VERB.move.test(text) && timing.fromSeconds !== undefined) return { fromSeconds: timing.fromSeconds };
  return { ...timing };
}

/** "Make the first scene 2 seconds longer": its picture lasts longer, and what comes after begins later. */
function resizeScene(text: string, scope: Scope): ClauseResult | undefined {
  const ordinal = ordinalIn(text);
  if (!NOUN.scene.test(text) || ordinal === undefined) return undefined;
  const scene = scenesOf(scope.view).at(ordinal > 0 ? ordinal - 1 : ordinal);
  const picture = scene?.items.find((item) => item.type === "image" || item.type === "video");
  if (scene === undefined || picture === undefined) return undefined;
  const { durationSeconds } = timeIn(text, picture);
  if (typeof durationSeconds !== "number") return undefined;
  const shift = durationSeconds - picture.durationSeconds;
  const later = scope.view.items.filter((item) => item.fromSeconds >= scene.endSeconds - 1e-3);
  return calls([
    { tool: "update_item", input: { itemId: picture.id, changes: { durationSeconds } } },
    ...later.map((item) => ({
      tool: "update_item",
      input: {
        itemId: item.id,
        changes: { fromSeconds: tidySeconds(Math.max(0, item.fromSeconds + shift)) },
      },
    })),
  ]);
}

/** Only letters can be small or bold; a size word on a picture is about its box, which this planner leaves alone. */
function isPossible(changes: Record<string, unknown>, item: ViewedItem): boolean {
  const style = changes.style;
  return style === undefined || item.type === "text" || item.type === "captions";
}

/** Reads "make the title red and bigger", "move the caption to the top", "shorten the clip to 4 seconds". */
export function readRestyle(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  const sample: ViewedItem = { id: "", type: "text", fromSeconds: 0, durationSeconds: 1, described: "" };
  const scene = resizeScene(text, scope);
  if (scene !== undefined) return scene;
  const puts = clause.quotes.length === 0 && /\b(?:put|place)\b|놓아|\bcoloca\w*/iu.test(text);
  // "In from the left" is a way, not a place.
  const comesOrGoes = Object.keys(transitionIn(text, FADE_SECONDS)).length > 0;
  const moves = (puts || VERB.move.test(text) || VERB.change.test(text)) && !comesOrGoes;
  const position = moves ? positionIn(text) : undefined;
  const wantsSomething =
    Object.keys(lookIn(text, sample)).length > 0 ||
    Object.keys(timeIn(text, sample)).length > 0 ||
    position !== undefined;
  const commands =
    VERB.change.test(text) ||
    VERB.move.test(text) ||
    VERB.shorten.test(text) ||
    VERB.lengthen.test(text) ||
    VERB.mute.test(text) ||
    puts;
  const isBareLook =
    Object.values(LOOK).some((look) => look.test(text)) || VERB.mute.test(text) || comesOrGoes;
  if (!wantsSomething || !(commands || isBareLook || scope.previous !== undefined)) return NOT_AN_EDIT;
  if (scope.view.items.length === 0) return ask("nothing-there");
  const targets = findTarget(clause, scope);
  const isAll = ALL.test(text);
  if (targets.length === 0 || (targets.length > 1 && !isAll && !sameKind(targets))) return ask("which");
  const wanted = targets.flatMap((item) => {
    const changes = {
      ...lookIn(text, item),
      ...timeIn(text, item),
      ...(position === undefined ? {} : { position }),
    };
    if (Object.keys(changes).length === 0 || !isPossible(changes, item)) return [];
    return [{ tool: "update_item", input: { itemId: item.id, changes } }];
  });
  return wanted.length === 0
    ? ask("what")
    : calls(
        wanted,
        targets.map((item) => item.id),
      );
}

/** Captions of several scenes are one thing to whoever speaks of "the captions". */
function sameKind(items: readonly ViewedItem[]): boolean {
  return items.every((item) => item.type === "captions");
}
