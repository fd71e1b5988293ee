import { ordinalsIn } from "../number-words.ts";
import { secondsIn } from "../read-amounts.ts";
import { scenesOf, type ViewedScene } from "./composition-view.ts";
import { ask, type ClauseResult, calls, NOT_AN_EDIT, tidySeconds, type WantedCall } from "./edit.ts";
import type { Scope } from "./find-target.ts";
import { isExactLength, NOUN, SPOT, VERB } from "./lexicon.ts";
import { sceneIn } from "./scene-scope.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

const timeline = (input: Readonly<Record<string, unknown>>): WantedCall => ({ tool: "edit_timeline", input });

const spanOf = ({ fromSeconds, endSeconds }: Pick<ViewedScene, "fromSeconds" | "endSeconds">) => ({
  fromSeconds: tidySeconds(fromSeconds),
  toSeconds: tidySeconds(endSeconds),
});

export const cutScene = (scene: ViewedScene): ClauseResult =>
  calls([timeline({ action: "cut", ...spanOf(scene) })]);

const move = (scene: Pick<ViewedScene, "fromSeconds" | "endSeconds">, atSeconds: number): WantedCall =>
  timeline({ action: "move", ...spanOf(scene), atSeconds: tidySeconds(atSeconds) });

/** Each takes the other's place; what is between them stays between them. */
function exchange(a: ViewedScene, b: ViewedScene): ClauseResult {
  const [first, second] = a.fromSeconds < b.fromSeconds ? [a, b] : [b, a];
  const forth = move(second, first.fromSeconds);
  const isNext = second.fromSeconds - first.endSeconds < 0.01;
  if (isNext) return calls([forth]);
  const shift = second.endSeconds - second.fromSeconds;
  const shifted = { fromSeconds: first.fromSeconds + shift, endSeconds: first.endSeconds + shift };
  return calls([forth, move(shifted, second.endSeconds)]);
}

/** "The first two scenes", "las dos primeras escenas", "처음 두 장면". */
const FIRST_TWO =
  /\bfirst two\b|\bdos primeras\b|\bprimeras dos\b|(?:처음|첫)\s*두\s*(?:개\s*)?(?:의\s*)?(?:장면|씬)/iu;
const BEFORE = /\b(?:before|in front of|antes de)\b|(?:앞|전)(?:으로|에)/iu;
const AFTER = /\b(?:after|behind|después de|detrás de)\b|(?:뒤|다음)(?:로|으로|에)/iu;

/** Reads what is done with whole scenes: their order and their length. */
export function readArrange(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  if (!NOUN.scene.test(text)) return NOT_AN_EDIT;
  const scenes = scenesOf(scope.view);
  const named = FIRST_TWO.test(text) ? [1, 2] : ordinalsIn(text);
  const [first, second] = named.map((ordinal) => scenes.at(ordinal > 0 ? ordinal - 1 : ordinal));
  if (first !== undefined && second !== undefined && first !== second) {
    if (BEFORE.test(text)) return calls([move(first, second.fromSeconds)]);
    if (AFTER.test(text)) return calls([move(first, second.endSeconds)]);
    if (VERB.replace.test(text) || VERB.change.test(text) || VERB.exchange.test(text))
      return exchange(first, second);
  }
  const scene = first ?? sceneIn(text, scope);
  if (VERB.move.test(text) && (SPOT.start.test(text) || SPOT.end.test(text))) {
    if (scene === undefined) return ask("which");
    return calls([move(scene, SPOT.start.test(text) ? 0 : scope.view.endSeconds)]);
  }
  return scene === undefined ? NOT_AN_EDIT : resize(text, scene);
}

/** "Make the first scene 2 seconds longer": room is opened at its end, and its picture fills it. */
function resize(text: string, scene: ViewedScene): ClauseResult {
  const seconds = secondsIn(text);
  const picture = scene.items.find((item) => item.type === "image" || item.type === "video");
  const isShorter = VERB.shorten.test(text);
  if (seconds === undefined || picture === undefined || !(isShorter || VERB.lengthen.test(text)))
    return NOT_AN_EDIT;
  const end = picture.fromSeconds + picture.durationSeconds;
  const wanted = isExactLength(text) ? seconds : picture.durationSeconds + (isShorter ? -seconds : seconds);
  const by = wanted - picture.durationSeconds;
  if (wanted <= 0 || by === 0) return ask("what");
  if (by < 0)
    return calls([timeline({ action: "cut", ...spanOf({ fromSeconds: end + by, endSeconds: end }) })]);
  return calls([
    timeline({ action: "insert", ...spanOf({ fromSeconds: end, endSeconds: end + by }) }),
    { tool: "update_item", input: { itemId: picture.id, changes: { durationSeconds: tidySeconds(wanted) } } },
  ]);
}
