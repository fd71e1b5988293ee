import { cutScene } from "./arrange.ts";
import type { ViewedItem } from "./composition-view.ts";
import { ask, type ClauseResult, calls, NOT_AN_EDIT, type WantedCall } from "./edit.ts";
import { findTarget, type Scope } from "./find-target.ts";
import { NOUN, VERB } from "./lexicon.ts";
import { sceneIn } from "./scene-scope.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

/** "The title of the second scene" is not the scene. */
const THINGS_OF_SCENES = [NOUN.title, NOUN.text, NOUN.captions, NOUN.image, NOUN.audio, NOUN.speech];

function removeCalls(ids: readonly string[]): WantedCall[] {
  return ids.map((itemId) => ({ tool: "remove_item", input: { itemId } }));
}

/** Reads "remove the second scene", "로고를 삭제해줘", "quita el título". */
export function readRemove(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  if (!VERB.remove.test(text)) return NOT_AN_EDIT;
  if (scope.view.items.length === 0) return ask("nothing-there");
  if (NOUN.everything.test(text)) return calls(removeCalls(scope.view.items.map((item) => item.id)));
  if (NOUN.scene.test(text) && !THINGS_OF_SCENES.some((noun) => noun.test(text))) {
    const scene = sceneIn(text, scope);
    return scene === undefined ? ask("nothing-there") : cutScene(scene);
  }
  const isMusic = (item: ViewedItem) => /music|bgm|soundtrack|배경음|음악|música/u.test(item.described);
  if (NOUN.music.test(text) && scope.view.music !== undefined && !scope.view.items.some(isMusic)) {
    return calls([{ tool: "set_composition", input: { music: "none" } }]);
  }
  const targets = findTarget(clause, scope);
  const isPlural =
    /\b(?:all|both|every)\b|모든|모두|전부|\btod[oa]s\b/iu.test(text) ||
    (NOUN.captions.test(text) && targets.every((item) => item.type === "captions"));
  if (targets.length === 0) return ask("nothing-there");
  if (targets.length > 1 && !isPlural) return ask("which");
  return calls(removeCalls(targets.map((item) => item.id)));
}
