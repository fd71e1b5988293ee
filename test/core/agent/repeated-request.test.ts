import { describe, expect, it } from "vitest";
import { admitResume, admitRetryScene } from "../../../core/agent/admit-job-run.ts";
import { admitRun } from "../../../core/agent/admit-run.ts";
import { planTerms } from "../../../core/catalog/plans.ts";
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
      expect(cuts).toBeGreaterThanOrEqual(7);
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

  it("makes a scene again as often as the plan gives in a day, and counts a repeat once", async () => {
    const world = await agentWorld(plansFilm([{}]));
    const first = await world.admit();
    await drive(world, first.runId);
    const jobId = (await world.deps.runs.get(first.runId))?.jobId ?? "";
    const body = { jobId, sceneId: "scene-1", apiKey: "k" };
    const retry = (name: string) => admitRetryScene(world.deps, world.account, body, { workId: name });
    for (let count = 0; count < planTerms.free.regenerationsPerDay; count++) {
      const { run } = await retry(`keyed_${count}`);
      await drive(world, run.runId);
      expect((await retry(`keyed_${count}`)).run.runId).toBe(run.runId);
    }
    const before = await world.balance();
    await expect(retry("keyed_last")).rejects.toMatchObject({
      code: "DAILY_LIMIT",
      httpStatus: 429,
      data: { limit: planTerms.free.regenerationsPerDay, retryAfterSeconds: expect.any(Number) },
    });
    expect(await world.balance()).toEqual(before);
    world.clock.advance(24 * 3_600_000);
    expect((await retry("keyed_last")).isAttached).toBe(false);
  });

  it("is refused when as many generations failed today as the plan bears, unless it has started before", async () => {
    const { failuresPerDay } = planTerms.free;
    const refused = Array.from({ length: 20 }, () => ({ visualPrompt: "[refuse]" }));
    const world = await agentWorld(plansFilm(refused));
    const first = await world.admit();
    await drive(world, first.runId);
    expect(await world.failuresToday()).toBe(20);
    const jobId = (await world.deps.runs.get(first.runId))?.jobId ?? "";
    const resume = (name: string) =>
      admitResume(world.deps, world.account, { jobId, apiKey: "k" }, { workId: name });
    let last = first.runId;
    for (let failed = 20; failed < failuresPerDay; failed += 20) {
      last = (await resume(`keyed_${failed}`)).run.runId;
      await drive(world, last);
    }
    expect(await world.failuresToday()).toBe(failuresPerDay);
    const refusal = {
      code: "DAILY_LIMIT",
      httpStatus: 429,
      message: `At most ${failuresPerDay} failed generations a day.`,
      data: { limit: failuresPerDay, retryAfterSeconds: expect.any(Number) },
    };
    const before = await world.balance();
    await expect(resume("keyed_more")).rejects.toMatchObject(refusal);
    await expect(world.admit()).rejects.toMatchObject(refusal);
    const retry = { jobId, sceneId: "scene-1", apiKey: "k" };
    await expect(admitRetryScene(world.deps, world.account, retry)).rejects.toMatchObject(refusal);
    expect(await world.balance()).toEqual(before);
    expect((await resume(`keyed_${failuresPerDay - 20}`)).run.runId).toBe(last);
    world.clock.advance(24 * 3_600_000);
    expect((await resume("keyed_more")).isAttached).toBe(false);
  });

  it("counts a picture that a vendor was asked for in vain", async () => {
    const world = await agentWorld((_, turn) =>
      turn === 1 ? [{ tool: "generate_image", input: { prompt: "[refuse] a beach" } }] : ["Sorry."],
    );
    await drive(world, (await world.admit()).runId);
    expect(await world.failuresToday()).toBe(1);
  });
});
