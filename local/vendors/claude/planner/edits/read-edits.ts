import { detectLocale } from "../locale.ts";
import type { Conversation } from "../read-conversation.ts";
import { readAdd } from "./add.ts";
import { readArrange } from "./arrange.ts";
import { readAttached } from "./attached.ts";
import { type ViewedItem, viewComposition } from "./composition-view.ts";
import { readDuplicate } from "./duplicate.ts";
import type { ClauseResult, WantedCall } from "./edit.ts";
import type { Scope } from "./find-target.ts";
import { readRemove } from "./remove.ts";
import { readRepaint } from "./repaint.ts";
import { readReplace } from "./replace.ts";
import { readRestyle } from "./restyle.ts";
import { withinScene } from "./scene-scope.ts";
import { type Clause, splitClauses } from "./split-clauses.ts";
import { readStage } from "./stage.ts";

/** What an editing instruction comes to. */
export interface Edits {
  readonly calls: readonly WantedCall[];
  /** What to ask back, when a clause was understood but not clear. */
  readonly asks?: "which" | "what" | "nothing-there";
  /** Whether any clause was an edit at all. */
  readonly isEdit: boolean;
}

type Reader = (clause: Clause, scope: Scope) => ClauseResult;

/** The order settles what a clause with several readings is: removing before adding, the stage before its items. */
const READERS: readonly Reader[] = [
  readAttached,
  ...[readDuplicate, readArrange, readRemove, readStage],
  ...[readAddQuoted, readRepaint, readReplace, readRestyle, readAdd],
];

/** "Put 'Hello' at the top" adds, although "put" may also change; without a quotation the other readings come first. */
function readAddQuoted(clause: Clause, scope: Scope): ClauseResult {
  const adds =
    /\b(?:add|insert|overlay|write|include|need (?:an?|another))\b|추가|넣어|넣고|삽입|붙여|\b(?:añad\w*|agreg\w*|inserta\w*|incluye\w*)/iu.test(
      clause.text,
    );
  return adds ? readAdd(clause, scope) : { kind: "not-an-edit" };
}

function readClause(clause: Clause, scope: Scope): ClauseResult {
  const within = withinScene(clause, scope);
  for (const read of READERS) {
    const result = read(within.clause, within.scope);
    if (result.kind !== "not-an-edit") return result;
  }
  return { kind: "not-an-edit" };
}

export function readEdits(conversation: Conversation): Edits {
  const view = viewComposition(conversation.composition);
  const written = detectLocale(conversation.instruction);
  const wanted: WantedCall[] = [];
  let asks: Edits["asks"];
  let previous: readonly ViewedItem[] | undefined;
  let isEdit = false;
  for (const clause of splitClauses(conversation.instruction)) {
    const result = readClause(clause, {
      view,
      written,
      history: conversation.history,
      attachments: conversation.attachments,
      ...(conversation.selectedItemId === undefined ? {} : { selectedItemId: conversation.selectedItemId }),
      ...(previous === undefined ? {} : { previous }),
    });
    if (result.kind === "not-an-edit") continue;
    isEdit = true;
    if (result.kind === "ask") {
      asks ??= result.about;
      continue;
    }
    wanted.push(...result.calls);
    previous = view.items.filter((item) => result.targets?.includes(item.id));
  }
  return asks === undefined ? { calls: merge(wanted), isEdit } : { calls: merge(wanted), asks, isEdit };
}

/** Changes of one item in several clauses are one call. */
function merge(wanted: readonly WantedCall[]): WantedCall[] {
  const merged: WantedCall[] = [];
  for (const call of wanted) {
    const at = merged.findIndex(
      (other) =>
        other.tool === "update_item" &&
        call.tool === "update_item" &&
        other.input.itemId === call.input.itemId,
    );
    const before = merged[at];
    if (before === undefined) merged.push(call);
    else
      merged[at] = {
        ...before,
        input: { ...before.input, changes: mergeChanges(before.input.changes, call.input.changes) },
      };
  }
  return merged;
}

function mergeChanges(first: unknown, second: unknown): Record<string, unknown> {
  const a = Object(first) as Record<string, unknown>;
  const b = Object(second) as Record<string, unknown>;
  const style =
    a.style !== undefined || b.style !== undefined
      ? { style: { ...Object(a.style), ...Object(b.style) } }
      : {};
  return { ...a, ...b, ...style };
}
