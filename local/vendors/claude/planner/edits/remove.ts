import { ordinalIn } from "../number-words.ts";
import { endOf, scenesOf, type ViewedScene } from "./composition-view.ts";
import { ask, type ClauseResult, calls, NOT_AN_EDIT, tidySeconds, type WantedCall } from "./edit.ts";
import { findTarget, type Scope } from "./find-target.ts";
import { NOUN, VERB } from "./lexicon.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

function removeCalls(ids: readonly string[]): WantedCall[] {
  return ids.map((itemId) => ({ tool: "remove_item", input: { itemId } }));
}

/** Removes a scene and closes the gap: what came after it begins earlier by its length. */
function removeScene(scene: ViewedScene, scope: Scope): ClauseResult {
  const ids = scene.items.map((item) => item.id);
  const length = scene.endSeconds - scene.fromSeconds;
  const later = scope.view.items.filter(
    (item) =>
      !ids.includes(item.id) && item.fromSeconds >= scene.endSeconds - 1e-3 && endOf(item) > scene.endSeconds,
  );
  const shifts = later.map((item) => ({
    tool: "update_item",
    input: { itemId: item.id, changes: { fromSeconds: tidySeconds(Math.max(0, item.fromSeconds - length)) } },
  }));
  return calls([...removeCalls(ids), ...shifts]);
}

/** Reads "remove the second scene", "로고를 삭제해줘", "quita el título". */
export function readRemove(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  if (!VERB.remove.test(text)) return NOT_AN_EDIT;
  if (scope.view.items.length === 0) return ask("nothing-there");
  if (NOUN.everything.test(text)) return calls(removeCalls(scope.view.items.map((item) => item.id)));
  const ordinal = ordinalIn(text);
  if (NOUN.scene.test(text) && ordinal !== undefined) {
    const scene = scenesOf(scope.view).at(ordinal > 0 ? ordinal - 1 : ordinal);
    return scene === undefined ? ask("nothing-there") : removeScene(scene, scope);
  }
  const targets = findTarget(clause, scope);
  const isPlural =
    /\b(?:all|both|every)\b|모든|모두|전부|\btod[oa]s\b/iu.test(text) ||
    (NOUN.captions.test(text) && targets.every((item) => item.type === "captions"));
  if (targets.length === 0) return ask("nothing-there");
  if (targets.length > 1 && !isPlural) return ask("which");
  return calls(removeCalls(targets.map((item) => item.id)));
}
