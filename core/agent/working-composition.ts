import * as z from "zod";
import { applyOperations } from "../compositions/apply-operations.ts";
import { OperationConflictError } from "../compositions/errors.ts";
import { type Operation, operation } from "../compositions/operations.ts";
import type { Composition } from "../contract/composition.ts";
import type { JournalledTool } from "../ports/runs.ts";

const operations = z.array(operation);

/** A done call and what it does to a composition. */
interface DoneCall {
  readonly tool: JournalledTool;
  readonly operations: readonly Operation[];
}

/** The calls that changed something, in the order they were done. */
export function editsOf(tools: readonly JournalledTool[]): DoneCall[] {
  return tools
    .filter(({ state, success, operations: list }) => state === "done" && success && list.length > 0)
    .toSorted((a, b) => a.order - b.order)
    .map((tool) => ({ tool, operations: operations.parse(tool.operations) }));
}

/** What a run has made of a composition, and which calls did not fit it (any more): those are left out whole (I6). */
export function applyEdits(
  composition: Composition,
  edits: readonly DoneCall[],
): { composition: Composition; operations: Operation[]; conflicts: ReadonlySet<string> } {
  const conflicts = new Set<string>();
  const kept: Operation[] = [];
  let current = composition;
  for (const { tool, operations: list } of edits) {
    try {
      current = applyOperations(current, list);
      kept.push(...list);
    } catch (error) {
      if (!(error instanceof OperationConflictError)) throw error;
      conflicts.add(tool.toolUseId);
    }
  }
  return { composition: current, operations: kept, conflicts };
}

/** The request's composition with everything that the run has done so far. */
export const workingComposition = (base: Composition, tools: readonly JournalledTool[]): Composition =>
  applyEdits(base, editsOf(tools)).composition;
