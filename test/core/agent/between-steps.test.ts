import { describe, expect, it } from "vitest";
import { performAgentStep } from "../../../core/agent/perform-step.ts";
import { reapRun } from "../../../core/agent/reap-run.ts";
import { runHoldId, settleRun } from "../../../core/agent/run-holds.ts";
import { agentWorld } from "./agent-world.ts";
import { plansFilm } from "./scripted-model.ts";

/** A run of a film of one scene, up to its job. */
async function plannedFilm() {
  const world = await agentWorld(plansFilm([{}]));
  const { runId, userId } = await world.admit();
  await performAgentStep(world.deps, { step: "begin", runId });
  await performAgentStep(world.deps, { step: "think", runId, turn: 1 });
  await performAgentStep(world.deps, { step: "act", runId, turn: 1 });
  const lock = await world.deps.runs.getLock(userId);
  if (lock === undefined) throw new Error("the run has no lock");
  return { world, runId, lock };
}

describe("a run that is reaped between two steps", () => {
  it("leaves no call that was told of without its end", async () => {
    const world = await agentWorld((_, turn) =>
      turn === 1 ? [{ tool: "generate_image", input: { prompt: "[slow] a hill" } }] : ["Done."],
    );
    const { runId, userId } = await world.admit();
    await performAgentStep(world.deps, { step: "begin", runId });
    await performAgentStep(world.deps, { step: "think", runId, turn: 1 });
    await performAgentStep(world.deps, { step: "act", runId, turn: 1 });
    const lock = await world.deps.runs.getLock(userId);
    if (lock === undefined) throw new Error("the run has no lock");
    await reapRun(world.deps, lock);
    await reapRun(world.deps, lock);
    const names = (await world.eventsOf(runId)).map(({ name }) => name);
    expect(names).toEqual(["tool_start", "tool_end", "error"]);
    expect((await world.balance()).held).toBe(0);
  });
});

describe("a step that comes after its run was ended", () => {
  it("makes a run say what was charged, not what a later turn would cost", async () => {
    const { world, runId, lock } = await plannedFilm();
    const { credits, runs } = world.deps;
    await reapRun(world.deps, lock);
    const usage = { inputTokens: 20_000, outputTokens: 9000, cacheReadTokens: 0, cacheWriteTokens: 0 };
    await runs.putTurn(runId, { turn: 2, content: [], stopReason: "end_turn", usage });
    const run = await runs.get(runId);
    if (run === undefined) throw new Error("the run is gone");
    await settleRun(world.deps, run, { isFree: false });
    const hold = await credits.getHold(run.userId, runHoldId(runId));
    expect(hold?.spentCredits).toBeGreaterThan(0);
    expect((await runs.get(runId))?.modelCredits).toBe(hold?.spentCredits);
  });
});
