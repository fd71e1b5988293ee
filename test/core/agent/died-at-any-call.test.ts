import { describe, expect, it } from "vitest";
import { reapRun } from "../../../core/agent/reap-run.ts";
import { powerCut } from "../../power-cut.ts";
import { agentWorld } from "./agent-world.ts";
import { drive } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

const PORTS = ["jobs", "log", "credits", "runs", "requests", "projects", "data", "bus"] as const;

describe("a run whose process ends at any call", () => {
  it.each([
    ["before it is made", false],
    ["after it is made", true],
  ])("%s, tells of every end and charges what is done once it is reaped", async (_, isDone) => {
    let deaths = 0;
    const unfinished = new Set<number>();
    for (let callNumber = 1; ; callNumber++) {
      const world = await agentWorld(plansFilm([{}, {}]));
      const { deps } = world;
      const { runId, userId } = await world.admit();
      const cut = powerCut(deps, PORTS, { callNumber, isDone });
      const error: unknown = await drive({ ...world, deps: cut.deps }, runId).catch(
        (thrown: unknown) => thrown,
      );
      if (!cut.hasHappened()) {
        expect(error).toBeUndefined();
        break;
      }
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
      const about = `call ${callNumber}`;
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
  });
});
