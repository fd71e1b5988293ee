import { describe, expect, it } from "vitest";
import { admitResume } from "../../../core/agent/admit-job-run.ts";
import { admitRun } from "../../../core/agent/admit-run.ts";
import { powerCut } from "../../power-cut.ts";
import { agentWorld, doneOf, requestBody } from "./agent-world.ts";
import { drive } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

const PORTS = ["runs", "credits", "projects", "data", "workflows"] as const;
const workId = "keyed_1";

describe("a request that is sent again under the same name", () => {
  it("is the run it was, while it works and when it is over", async () => {
    const world = await agentWorld(() => ["Done."]);
    const admit = () => admitRun(world.deps, world.account, requestBody(), { workId });
    const first = await admit();
    expect((await admit()).runId).toBe(first.runId);
    await drive(world, first.runId);
    expect(await admit()).toMatchObject({ runId: first.runId, state: "done" });
    expect(world.executions.size).toBe(1);
    expect((await world.balance()).held).toBe(0);
  });

  it.each([false, true])(
    "starts one run, wherever the first try was cut off (the last call was done: %s)",
    async (isDone) => {
      let cuts = 0;
      for (let callNumber = 1; ; callNumber++) {
        const world = await agentWorld(() => ["Done."]);
        const cut = powerCut(world.deps, PORTS, { callNumber, isDone });
        const first = admitRun(cut.deps, world.account, requestBody(), { workId });
        if (
          !(await first.then(
            () => !cut.hasHappened(),
            () => false,
          ))
        ) {
          cuts += 1;
          world.clock.advance(61_000);
          const { runId } = await admitRun(world.deps, world.account, requestBody(), { workId });
          expect([...world.executions]).toEqual([[runId, "running"]]);
          expect((await world.balance()).held).toBe(60);
          await drive(world, runId);
          doneOf(await world.eventsOf(runId));
          expect((await world.balance()).held).toBe(0);
        } else break;
      }
      expect(cuts).toBeGreaterThan(8);
    },
  );

  it("resumes a job once", async () => {
    const world = await agentWorld(plansFilm([{}, { visualPrompt: "[refuse]" }]));
    const { runId } = await world.admit();
    await drive(world, runId);
    const jobId = (await world.deps.runs.get(runId))?.jobId ?? "";
    const resume = () => admitResume(world.deps, world.account, { jobId, apiKey: "k" }, { workId });
    const first = await resume();
    expect(first.isAttached).toBe(false);
    await drive(world, first.run.runId);
    expect((await resume()).run.runId).toBe(first.run.runId);
    expect(world.executions.size).toBe(2);
  });
});
