import type { ViewedItem } from "./composition-view.ts";
import { ask, type ClauseResult, calls, NOT_AN_EDIT } from "./edit.ts";
import { ALL, findTarget, type Scope } from "./find-target.ts";
import { LOOK, positionIn, transitionIn, VERB } from "./lexicon.ts";
import { FADE_SECONDS, lookIn, timeIn } from "./looks.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

const COMMANDS = [VERB.change, VERB.move, VERB.shorten, VERB.lengthen, VERB.mute, VERB.show, VERB.wish];

/** Reads "make the title red and bigger", "move the caption to the top", "shorten the clip to 4 seconds". */
export function readRestyle(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  const { endSeconds } = scope.view;
  const puts = clause.quotes.length === 0 && /\b(?:put|place)\b|놓아|\bcoloca\w*/iu.test(text);
  // "In from the left" is a way, not a place.
  const comesOrGoes = Object.keys(transitionIn(text, FADE_SECONDS)).length > 0;
  const moves = (puts || VERB.move.test(text) || VERB.change.test(text)) && !comesOrGoes;
  const place = moves ? positionIn(text) : undefined;
  const position = place === undefined ? {} : { position: place };
  const wantedOf = (item: ViewedItem) => ({
    ...lookIn(text, item),
    ...timeIn(text, item, endSeconds),
    ...position,
  });
  const commands = puts || COMMANDS.some((verb) => verb.test(text));
  const isBareLook = Object.values(LOOK).some((look) => look.test(text)) || comesOrGoes;
  const wantsSomething = SAMPLES.some((sample) => Object.keys(wantedOf(sample)).length > 0);
  if (!wantsSomething || !(commands || isBareLook || scope.previous !== undefined)) return NOT_AN_EDIT;
  if (scope.view.items.length === 0) return ask("nothing-there");
  const targets = findTarget(clause, scope);
  if (targets.length === 0 || (targets.length > 1 && !ALL.test(text) && !areOne(targets)))
    return ask("which");
  const wanted = targets.flatMap((item) => {
    const changes = wantedOf(item);
    return Object.keys(changes).length === 0
      ? []
      : [{ tool: "update_item", input: { itemId: item.id, changes } }];
  });
  return wanted.length === 0
    ? ask("what")
    : calls(
        wanted,
        targets.map((item) => item.id),
      );
}

/** One of each kind that looks differ by. */
const SAMPLES: readonly ViewedItem[] = ["text", "solid", "image"].map((type) => ({
  id: "",
  type,
  fromSeconds: 0,
  durationSeconds: 1,
  box: { left: 0, top: 0, width: 2, height: 2 },
  described: "",
}));

/** Captions and voices of several scenes are one thing to whoever speaks of "the captions". */
function areOne(items: readonly ViewedItem[]): boolean {
  const [type = ""] = items.map((item) => item.type);
  return ["captions", "audio"].includes(type) && items.every((item) => item.type === type);
}
