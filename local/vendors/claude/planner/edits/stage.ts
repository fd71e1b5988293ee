import { colorIn } from "./colors.ts";
import { type ClauseResult, calls, NOT_AN_EDIT } from "./edit.ts";
import type { Scope } from "./find-target.ts";
import { fpsIn, LOOK, moodIn, NOUN, stageSizeIn, VERB } from "./lexicon.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

/** Reads what concerns the film as a whole: its background colour, shape and frame rate. */
export function readStage(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  const size = stageSizeIn(text);
  const fps = fpsIn(text);
  const color = colorIn(text);
  const changes: Record<string, unknown> = {};
  if (size !== undefined && !NOUN.solid.test(text)) Object.assign(changes, size);
  if (fps !== undefined) changes.fps = fps;
  if (NOUN.music.test(text)) Object.assign(changes, musicIn(text), musicLoudness(text, scope));
  const isOfLetters = [NOUN.title, NOUN.text, NOUN.captions].some((noun) => noun.test(text));
  if (NOUN.background.test(text) && color !== undefined && !isOfLetters) {
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

const STEP_DECIBELS = 6;
const SILENT_DECIBELS = -60;

/** Of the music under the whole film; music that is an item is changed as an item. */
function musicLoudness(text: string, { view }: Scope): { musicDecibels?: number } {
  const { music } = view;
  if (music === undefined || view.items.some(({ described }) => /music|bgm|음악|música/u.test(described)))
    return {};
  if (VERB.mute.test(text)) return { musicDecibels: SILENT_DECIBELS };
  if (LOOK.quieter.test(text) || LOOK.smaller.test(text))
    return { musicDecibels: music.decibels - STEP_DECIBELS };
  return LOOK.louder.test(text) || LOOK.bigger.test(text)
    ? { musicDecibels: music.decibels + STEP_DECIBELS }
    : {};
}
