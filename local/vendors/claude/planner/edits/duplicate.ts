import { timingIn } from "../read-amounts.ts";
import { ask, type ClauseResult, calls, NOT_AN_EDIT } from "./edit.ts";
import { findTarget, type Scope } from "./find-target.ts";
import { VERB } from "./lexicon.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

/** Reads "duplicate the title at 12 seconds", "제목을 복사해줘", "copia el logo". */
export function readDuplicate(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  if (!VERB.duplicate.test(text)) return NOT_AN_EDIT;
  const targets = findTarget(clause, scope);
  const [target] = targets;
  if (target === undefined) return ask("nothing-there");
  if (targets.length > 1) return ask("which");
  const { fromSeconds } = timingIn(text);
  const when = fromSeconds === undefined ? {} : { fromSeconds };
  return calls([{ tool: "duplicate_item", input: { itemId: target.id, ...when } }], [target.id]);
}
