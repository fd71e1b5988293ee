import type { Flow, Json } from "../language/definition.ts";
import { isList, readPath } from "../language/path.ts";
import { fillTemplate } from "../language/payload-template.ts";
import { runtimeError } from "../language/state-error.ts";
import { effectiveInput, withContext } from "./data-flow.ts";
import { endTogether } from "./perform-parallel.ts";
import type { StateRun } from "./perform-state.ts";
import { childController, type Scope } from "./scope.ts";

/** An inline Map runs at most this many iterations at once, whatever it asks for. */
const MOST_CONCURRENCY = 40;

/** Runs the iterator on each item; the first failure ends the others and is the state's. */
export async function performMap(run: StateRun): Promise<Json> {
  const { name, state, scope } = run;
  const iterator = state.ItemProcessor ?? state.Iterator;
  if (iterator === undefined) throw runtimeError(`the Map '${name}' has no iterator`);
  const input = effectiveInput(state, run.input, scope.context);
  const items = itemsOf(run, input);
  const inputs = items.map((item, index) => iterationInput(run, input, item, index));
  const { controller, release } = childController(scope.signal);
  scope.history.add("MapStateStarted", { length: items.length });
  try {
    const queue = inputs.entries();
    const outputs: Json[] = inputs.map(() => null);
    const worker = async (): Promise<Json> => {
      for (const [index, iteration] of queue) {
        const iterationScope: Scope = {
          ...scope,
          signal: controller.signal,
          context: withContext(scope.context, "Map", { Item: { Index: index, Value: items[index] ?? null } }),
        };
        outputs[index] = await runIteration(run, iterator, index, iteration, iterationScope);
      }
      return null;
    };
    const workers = Array.from({ length: Math.min(concurrencyOf(run, input), inputs.length) }, worker);
    await endTogether(workers, controller);
    scope.history.add("MapStateSucceeded");
    return outputs;
  } catch (failure) {
    if (!scope.signal.aborted) scope.history.add("MapStateFailed");
    throw failure;
  } finally {
    release();
  }
}

async function runIteration(
  run: StateRun,
  iterator: Flow,
  index: number,
  input: Json,
  scope: Scope,
): Promise<Json> {
  scope.signal.throwIfAborted();
  scope.history.add("MapIterationStarted", { name: run.name, index });
  try {
    const output = await run.runFlow(iterator, input, scope);
    scope.history.add("MapIterationSucceeded", { name: run.name, index });
    return output;
  } catch (failure) {
    if (!run.scope.signal.aborted) {
      scope.history.add(scope.signal.aborted ? "MapIterationAborted" : "MapIterationFailed", {
        name: run.name,
        index,
      });
    }
    throw failure;
  }
}

function itemsOf({ name, state, scope }: StateRun, input: Json): readonly Json[] {
  const items = readPath(state.ItemsPath ?? "$", input, scope.context, "ItemsPath");
  if (isList(items)) return items;
  throw runtimeError(`the Map '${name}' needs a list at ${state.ItemsPath ?? "$"}`);
}

function iterationInput({ state, scope }: StateRun, input: Json, item: Json, index: number): Json {
  const template = state.ItemSelector ?? state.Parameters;
  if (template === undefined) return item;
  return fillTemplate(
    template,
    input,
    withContext(scope.context, "Map", { Item: { Index: index, Value: item } }),
  );
}

function concurrencyOf({ state, scope }: StateRun, input: Json): number {
  const asked = state.MaxConcurrencyPath
    ? readPath(state.MaxConcurrencyPath, input, scope.context, "MaxConcurrencyPath")
    : (state.MaxConcurrency ?? 0);
  if (typeof asked !== "number" || !Number.isInteger(asked) || asked < 0) {
    throw runtimeError(`MaxConcurrency is ${JSON.stringify(asked)}`);
  }
  return asked === 0 ? MOST_CONCURRENCY : Math.min(asked, MOST_CONCURRENCY);
}
