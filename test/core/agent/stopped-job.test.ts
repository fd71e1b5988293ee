import { describe, expect, it } from "vitest";
import { abortRun, reapRun } from "../../../core/agent/reap-run.ts";
import { agentWorld } from "./agent-world.ts";
import { drive, MachineDied, once } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

/** A film of three scenes whose machine dies after `steps` steps. */
async function cutOff(steps: number) {
  const world = await agentWorld(plansFilm([{}, {}, {}]));
  const { runId, userId } = await world.admit();
  let count = 0;
  const dying = drive(world, runId, { ...once, dies: () => ++count > steps });
  const isOver = await dying.then(
    () => true,
    (error: unknown) => {
      if (error instanceof MachineDied) return false;
      throw error;
    },
  );
  const lock = await world.deps.runs.getLock(userId);
  return { world, runId, isOver, lock };
}

describe("a job whose run is stopped", () => {
  it.each(["reaped", "aborted"] as const)(
    "when it is %s at any step, holds nothing, has charged what is done, and the bus hears what is left",
    async (ending) => {
      let told = 0;
      for (let steps = 1; ; steps++) {
        const { world, runId, isOver, lock } = await cutOff(steps);
        if (isOver) break;
        if (lock === undefined) throw new Error("a dead run without its lock");
        const { deps } = world;
        const stop = () =>
          ending === "reaped" ? reapRun(deps, lock) : abortRun(deps, lock, "The project was deleted.");
        await stop();
        await stop();
        const jobId = (await deps.runs.get(runId))?.jobId;
        const job = jobId === undefined ? undefined : await deps.jobs.get(jobId);
        const scenes = job === undefined ? [] : await deps.jobs.listScenes(job.jobId);
        const done = scenes.filter(({ result }) => result !== undefined).length;
        if (job?.runId === runId) {
          told += 1;
          expect(new Set(world.published.map(({ detail }) => detail.id))).toEqual(
            new Set([`${job.jobId}:${runId}`]),
          );
          expect(world.published.at(-1)).toMatchObject(
            done === 3
              ? { name: "job.completed" }
              : { name: "job.partial", detail: { totalScenes: 3, remainingScenes: 3 - done } },
          );
          expect((await deps.jobs.get(job.jobId))?.state).toBe(done === 3 ? "complete" : "partial");
        }
        expect((await world.balance()).held).toBe(0);
        const entries = await deps.credits.listEntries(world.account.userId);
        const charged = entries.filter(
          ({ kind, holdId }) => kind === "capture" && holdId?.startsWith("scene:"),
        );
        expect(charged).toHaveLength(done);
      }
      expect(told).toBeGreaterThan(5);
    },
  );
});
