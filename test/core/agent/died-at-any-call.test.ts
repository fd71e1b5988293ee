import { describe, expect, it } from "vitest";
import { reapRun } from "../../../core/agent/reap-run.ts";
import { type AgentWorld, agentWorld } from "./agent-world.ts";
import { drive, MachineDied } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

const STORES = ["jobs", "log", "credits", "runs", "requests", "projects", "data", "bus"] as const;

/**
 * The same world for a process that ends at its call number `fatal` to what it keeps: before the call does anything, or
 * after it did all and before it could say so. Nothing is reached any more from then on.
 */
function dyingAt(world: AgentWorld, fatal: number, when: "before" | "after") {
  let calls = 0;
  const dying = <Store extends object>(store: Store): Store =>
    new Proxy(store, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== "function") return method;
        return async (...args: unknown[]): Promise<unknown> => {
          calls += 1;
          if (calls > fatal || (calls === fatal && when === "before")) throw new MachineDied();
          const answer: unknown = await Reflect.apply(method, target, args);
          if (calls >= fatal) throw new MachineDied();
          return answer;
        };
      },
    });
  const { jobs, log, credits, runs, requests, projects, data, bus } = world.deps;
  const stores = { jobs, log, credits, runs, requests, projects, data, bus };
  const deps = { ...world.deps };
  for (const name of STORES) Object.assign(deps, { [name]: dying(stores[name]) });
  return { ...world, deps };
}

describe("a run whose process ends at any call", () => {
  it.each(["before", "after"] as const)(
    "%s it is made, tells of every end and charges what is done once it is reaped",
    async (when) => {
      let deaths = 0;
      const unfinished = new Set<number>();
      for (let fatal = 1; ; fatal++) {
        const world = await agentWorld(plansFilm([{}, {}]));
        const { deps } = world;
        const { runId, userId } = await world.admit();
        const isOver = await drive(dyingAt(world, fatal, when), runId).then(
          () => true,
          (error: unknown) => {
            if (error instanceof MachineDied) return false;
            throw error;
          },
        );
        if (isOver) break;
        deaths += 1;
        const lock = await deps.runs.getLock(userId);
        if (lock !== undefined) await reapRun(deps, lock);

        const jobId = (await deps.runs.get(runId))?.jobId;
        const scenes = jobId === undefined ? [] : await deps.jobs.listScenes(jobId);
        const done = scenes.filter(({ state }) => state === "complete").map(({ sceneId }) => sceneId);
        unfinished.add(done.length);
        const events = await world.eventsOf(runId);
        const idsOf = (...names: string[]) =>
          events
            .filter(({ name }) => names.includes(name))
            .map(({ payload }) =>
              "sceneId" in payload ? payload.sceneId : "toolUseId" in payload && payload.toolUseId,
            )
            .toSorted();
        const about = `call ${fatal}`;
        expect(idsOf("scene_complete"), about).toEqual(done.toSorted());
        expect(idsOf("scene_complete", "scene_failed"), about).toEqual(idsOf("scene_start"));
        expect(idsOf("tool_end"), about).toEqual(idsOf("tool_start"));
        expect(["done", "error"], about).toContain(events.at(-1)?.name);
        expect((await world.balance()).held, about).toBe(0);
        const entries = await deps.credits.listEntries(userId);
        const charged = entries.filter(
          ({ kind, holdId }) => kind === "capture" && holdId?.startsWith("scene:"),
        );
        expect(charged, about).toHaveLength(done.length);
      }
      expect(deaths).toBeGreaterThan(50);
      expect([...unfinished].toSorted()).toEqual([0, 1, 2]);
    },
  );
});
