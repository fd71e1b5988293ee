import { describe, expect, it } from "vitest";
import type { VendorJob } from "../../../core/ports/media-makers.ts";
import { agentWorld, doneOf } from "./agent-world.ts";
import { drive } from "./drive.ts";
import { plansFilm, type Script } from "./scripted-model.ts";

/** Every write is done, its answer lost, and repeated by the SDK, as it does by itself: the second answer counts. */
function losingAnswers<Store extends object>(store: Store, writes: readonly (keyof Store)[]): Store {
  return new Proxy(store, {
    get(target, key, receiver) {
      const method: unknown = Reflect.get(target, key, receiver);
      if (typeof method !== "function" || !writes.some((name) => name === key)) return method;
      return async (...args: unknown[]) => {
        await Reflect.apply(method, target, args);
        return Reflect.apply(method, target, args);
      };
    },
  });
}

/** What happens when the answer of every conditional write is lost. */
async function runLosingAnswers(script: Script) {
  const world = await agentWorld(script);
  const cancelled: VendorJob[] = [];
  const { jobs, runs } = world.deps;
  Object.assign(world.deps, {
    jobs: losingAnswers(jobs, ["updateScene", "update", "create"]),
    runs: losingAnswers(runs, ["putTool", "putTurn", "update", "close"]),
    cancels: { cancel: async (job: VendorJob) => void cancelled.push(job) },
  });
  const { runId } = await world.admit();
  await drive(world, runId);
  return { world, cancelled, done: doneOf(await world.eventsOf(runId)) };
}

describe("a run whose writes are answered too late", () => {
  it("makes every scene of its film, and stops no vendor that it waits for", async () => {
    const { world, cancelled, done } = await runLosingAnswers(plansFilm([{}, { visualKind: "video" }, {}]));
    expect(done).toMatchObject({ success: true, data: { remainingScenes: 0, totalScenes: 3 } });
    expect(cancelled).toEqual([]);
    expect(world.makers.started).toHaveLength(3);
  });

  it("shows the picture that it asked for once", async () => {
    const { world, cancelled, done } = await runLosingAnswers((_, turn) =>
      turn === 1 ? [{ tool: "generate_image", input: { prompt: "a hill" } }] : ["Done."],
    );
    expect(done.data.toolResults).toMatchObject([{ toolName: "generate_image", success: true }]);
    expect(cancelled).toEqual([]);
    expect(world.makers.started).toHaveLength(1);
  });
});
