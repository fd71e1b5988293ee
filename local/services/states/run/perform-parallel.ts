import type { Json } from "../language/definition.ts";
import { templatedInput } from "./data-flow.ts";
import type { StateRun } from "./perform-state.ts";
import { childController } from "./scope.ts";

/** Why branches end when another one failed. Nobody sees it: the failure is what the state throws. */
const SIBLING_FAILED = new Error("another branch failed");

/** Runs all branches at once; the first failure ends the others and is the state's. */
export async function performParallel({ state, input: raw, scope, runFlow }: StateRun): Promise<Json> {
  const input = templatedInput(state, raw, scope.context);
  const { controller, release } = childController(scope.signal);
  const branchScope = { ...scope, signal: controller.signal };
  scope.history.add("ParallelStateStarted");
  try {
    const outputs = await endTogether(
      (state.Branches ?? []).map((branch) => runFlow(branch, input, branchScope)),
      controller,
    );
    scope.history.add("ParallelStateSucceeded");
    return outputs;
  } catch (failure) {
    if (!scope.signal.aborted) scope.history.add("ParallelStateFailed");
    throw failure;
  } finally {
    release();
  }
}

/**
 * All results, or the first failure, but not before every flow has ended: nothing of a failed state runs on while the
 * next one runs.
 */
export async function endTogether(
  flows: readonly Promise<Json>[],
  controller: AbortController,
): Promise<Json[]> {
  let first: { readonly failure: unknown } | undefined;
  const outputs = await Promise.all(
    flows.map((flow) =>
      flow.catch((failure: unknown) => {
        first ??= { failure };
        controller.abort(SIBLING_FAILED);
        return null;
      }),
    ),
  );
  if (first !== undefined) throw first.failure;
  return outputs;
}
