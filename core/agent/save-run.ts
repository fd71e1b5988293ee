import { saveOperations } from "../compositions/save-operations.ts";
import type { Composition } from "../contract/composition.ts";
import type { Run } from "../ports/runs.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { getRunRequest } from "./run-request.ts";
import { applyEdits, editsOf } from "./working-composition.ts";

/** What a run's edits came to. */
export interface SavedRun {
  readonly composition: Composition;
  /** Calls whose edits do not fit what is stored by now: left out whole, the rest is kept (I6). */
  readonly conflicts: ReadonlySet<string>;
  /** Edits that are in the result. */
  readonly changes: number;
}

/**
 * Applies a run's edits to whatever is stored by now; without auto-save, to the composition of the request, and nothing
 * is written. Again: nothing changes, since what is there already stays as it is.
 *
 * @throws CompositionBusyError, ProjectNotFoundError
 */
export async function saveRun(deps: AgentDeps, run: Run): Promise<SavedRun> {
  const edits = editsOf((await deps.runs.journal(run.runId)).tools);
  let conflicts: ReadonlySet<string> = new Set();
  if (!run.autoSave) {
    const { composition: base } = await getRunRequest(deps.runs, run.runId);
    const applied = applyEdits(base, edits);
    return { ...applied, changes: edits.length - applied.conflicts.size };
  }
  const { composition } = await saveOperations(deps, run.projectId, (stored) => {
    const applied = applyEdits(stored, edits);
    conflicts = applied.conflicts;
    return applied.operations;
  });
  return { composition, conflicts, changes: edits.length - conflicts.size };
}
