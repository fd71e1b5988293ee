import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reapStuckRuns } from "../../../core/agent/reap-run.ts";
import { MODEL_ESTIMATE_CREDITS } from "../../../core/catalog/rates.ts";
import { LEASE_MS } from "../../../core/jobs/keep-run.ts";
import { TYPICAL_SCENE_CREDITS } from "../../../core/jobs/scene-price.ts";
import { liveRunStates } from "../../../core/ports/runs.ts";
import { type AgentWorld, agentWorld, PROJECT_ID, requestBody } from "./agent-world.ts";
import { numbersFrom } from "./chaos.ts";
import { drive } from "./drive.ts";

const says = () => ["Nothing to do."];

describe("admission", () => {
  it.each([
    ["no message", { message: undefined }, "MISSING_PARAMETERS", "message"],
    ["an empty message", { message: " \n" }, "INVALID_PARAMETERS", "message"],
    ["a message of 8,001 characters", { message: "x".repeat(8001) }, "INVALID_PARAMETERS", "message"],
    ["no composition", { composition: undefined }, "MISSING_PARAMETERS", "composition"],
    ["a composition that is none", { composition: { fps: -1 } }, "INVALID_PARAMETERS", "composition.fps"],
    ["no project", { projectId: undefined }, "MISSING_PARAMETERS", "projectId"],
    ["a project id that is none", { projectId: 1.5 }, "INVALID_PARAMETERS", "projectId"],
    ["no key in the body", { apiKey: undefined }, "MISSING_PARAMETERS", "apiKey"],
    ["a language that is not there", { locale: "xx" }, "INVALID_PARAMETERS", "locale"],
    ["101 scenes", { scenes: 101 }, "INVALID_PARAMETERS", "scenes"],
    [
      "an attachment without bytes",
      { attachedFiles: [{ name: "a.png" }] },
      "INVALID_PARAMETERS",
      "attachedFiles.0",
    ],
  ])("refuses %s", async (_, fields, code, path) => {
    const world = await agentWorld(says);
    await expect(world.admit(fields)).rejects.toMatchObject({
      httpStatus: 400,
      code,
      data: { fields: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
    expect(await world.deps.runs.getLock(world.account.userId)).toBeUndefined();
  });

  it("names every bad field at once", async () => {
    const world = await agentWorld(says);
    const error: unknown = await world.admit({ message: undefined, locale: "xx" }).catch((e: unknown) => e);
    expect(error).toMatchObject({
      data: {
        fields: [
          { path: "message", message: "is required" },
          { path: "locale", message: expect.stringContaining("en") },
        ],
      },
    });
  });

  it("takes a message of 8,000 characters", async () => {
    const world = await agentWorld(says);
    expect(await world.admit({ message: "x".repeat(8000) })).toMatchObject({ state: "admitted" });
  });

  it("refuses a project that is unknown, and one of somebody else", async () => {
    const world = await agentWorld(says);
    await expect(world.admit({ projectId: 99 })).rejects.toMatchObject({ code: "PROJECT_NOT_FOUND" });
    const { admitRun } = await import("../../../core/agent/admit-run.ts");
    const stranger = { ...world.account, userId: "user-2" };
    await expect(admitRun(world.deps, stranger, requestBody())).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("refuses whoever cannot pay for the model and one scene, and holds nothing then", async () => {
    const required = MODEL_ESTIMATE_CREDITS + TYPICAL_SCENE_CREDITS;
    const poor = await agentWorld(says, { credits: required - 1 });
    await expect(poor.admit()).rejects.toMatchObject({
      httpStatus: 402,
      code: "INSUFFICIENT_CREDIT",
      data: { required, available: required - 1 },
    });
    expect(await poor.balance()).toEqual({ available: required - 1, held: 0 });
    expect(await poor.deps.runs.getLock(poor.account.userId)).toBeUndefined();
    const enough = await agentWorld(says, { credits: required });
    await enough.admit();
    expect(await enough.balance()).toEqual({
      available: TYPICAL_SCENE_CREDITS,
      held: MODEL_ESTIMATE_CREDITS,
    });
  });

  it("refuses while the project is rendered", async () => {
    const world = await agentWorld(says);
    await world.deps.projects.update(PROJECT_ID, { status: "rendering", renderId: "render_1" });
    await expect(world.admit()).rejects.toMatchObject({
      httpStatus: 409,
      code: "CONCURRENT_LIMIT",
      data: { renderId: "render_1" },
    });
    await world.deps.projects.update(PROJECT_ID, { status: "completed" });
    expect(await world.admit()).toMatchObject({ state: "admitted" });
  });

  it("refuses while a run is at work, and says which", async () => {
    const world = await agentWorld(says);
    const { runId } = await world.admit();
    await expect(world.admit()).rejects.toMatchObject({ code: "CONCURRENT_LIMIT", data: { runId } });
    await drive(world, runId);
    expect(await world.admit()).toMatchObject({ state: "admitted" });
  });

  it("admits again as soon as the stream has said that the run is over", async () => {
    const world = await agentWorld(says);
    const { runId } = await world.admit();
    const { append } = world.deps.log;
    let leaseAtEnd: number | undefined;
    let admittedAtEnd: unknown;
    world.deps.log.append = async (run, key, event) => {
      const seq = await append(run, key, event);
      if (event.name !== "done") return seq;
      // A render that is started now looks at the lease.
      leaseAtEnd = (await world.deps.runs.getLock(world.account.userId))?.leaseUntilEpochMs;
      expect(await reapStuckRuns(world.deps)).toBe(0);
      admittedAtEnd = await world.admit();
      return seq;
    };
    await drive(world, runId);
    expect(leaseAtEnd).toBeLessThanOrEqual(world.clock.now());
    expect(admittedAtEnd).toMatchObject({ state: "admitted" });
  });

  it("gives everything back when the execution cannot be started", async () => {
    const world = await agentWorld(says);
    const broken = { ...world.deps.workflows, startAgentRun: () => Promise.reject(new Error("no machine")) };
    const { admitRun } = await import("../../../core/agent/admit-run.ts");
    const deps = { ...world.deps, workflows: broken };
    await expect(admitRun(deps, world.account, requestBody())).rejects.toThrow("no machine");
    expect(await world.balance()).toEqual({ available: world.startCredits, held: 0 });
    expect(await world.admit()).toMatchObject({ state: "admitted" });
  });
});

describe("a dead run", () => {
  it("is reaped by the next call, which is told to retry, and the call after it works", async () => {
    const world = await agentWorld(says);
    const { runId } = await world.admit();
    world.clock.advance(LEASE_MS);
    await expect(world.admit()).rejects.toMatchObject({
      httpStatus: 409,
      code: "ZOMBIE_TIMEOUT",
      data: { runId },
    });
    expect(await world.eventsOf(runId)).toMatchObject([
      { name: "error", payload: { code: "ZOMBIE_TIMEOUT" } },
    ]);
    expect(await world.balance()).toEqual({ available: world.startCredits, held: 0 });
    expect(await world.admit()).toMatchObject({ state: "admitted" });
  });

  it("is found dead before its lease is over when its execution has ended", async () => {
    const world = await agentWorld(says);
    const { runId } = await world.admit();
    world.executions.set(runId, "ended");
    await expect(world.admit()).rejects.toMatchObject({ code: "ZOMBIE_TIMEOUT" });
  });

  it("is not mistaken for one whose execution is about to start", async () => {
    const world = await agentWorld(says);
    const { runId } = await world.admit();
    world.executions.delete(runId);
    world.clock.advance(1_000);
    await expect(world.admit()).rejects.toMatchObject({ code: "CONCURRENT_LIMIT" });
    world.clock.advance(10_000);
    await expect(world.admit()).rejects.toMatchObject({ code: "ZOMBIE_TIMEOUT" });
  });

  it("is reaped by schedule, once", async () => {
    const world = await agentWorld(says);
    await world.admit();
    expect(await reapStuckRuns(world.deps)).toBe(0);
    world.clock.advance(LEASE_MS);
    expect(await reapStuckRuns(world.deps)).toBe(1);
    expect(await reapStuckRuns(world.deps)).toBe(0);
  });

  it("is reaped although another one, whose lease ran out before, cannot be", async () => {
    const world = await agentWorld(says);
    const { userId } = await world.admit();
    world.clock.advance(LEASE_MS);
    const { runs } = world.deps;
    const broken = {
      userId: "user-2",
      runId: "run_2",
      projectId: 1,
      takenAtEpochMs: 0,
      leaseUntilEpochMs: 0,
    };
    const deps = {
      ...world.deps,
      runs: {
        ...runs,
        listLocks: async (limit: number) => [broken, ...(await runs.listLocks(limit))],
        get: (runId: string) =>
          runId === broken.runId ? Promise.reject(new Error("it cannot be read")) : runs.get(runId),
      },
    };
    await expect(reapStuckRuns(deps)).rejects.toThrow(AggregateError);
    expect(await runs.getLock(userId)).toBeUndefined();
  });
});

describe("one user, one run (I4)", () => {
  type Act = (world: AgentWorld) => Promise<unknown>;
  const refusals = ["CONCURRENT_LIMIT", "ZOMBIE_TIMEOUT"];
  const acts: readonly Act[] = [
    // Several at once: at most one is admitted, and the others are told why not.
    async (world) => {
      const outcomes = await Promise.allSettled([world.admit(), world.admit(), world.admit()]);
      const admitted = outcomes.filter(({ status }) => status === "fulfilled");
      expect(admitted.length).toBeLessThanOrEqual(1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(refusals).toContain(outcome.reason.code);
      }
    },
    async (world) => {
      const lock = await world.deps.runs.getLock(world.account.userId);
      if (lock !== undefined) await drive(world, lock.runId);
    },
    async (world) => {
      const lock = await world.deps.runs.getLock(world.account.userId);
      if (lock !== undefined) world.executions.set(lock.runId, "ended");
    },
    async (world) => world.clock.advance(LEASE_MS / 2),
    async (world) => reapStuckRuns(world.deps),
    async (world) =>
      Promise.all([reapStuckRuns(world.deps), reapStuckRuns(world.deps), world.admit().catch(() => 0)]),
  ];

  it("holds whatever happens in whatever order, and a crashed holder is gone within its lease", () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 3, max: 25 }), async (seed, length) => {
        const next = numbersFrom(seed);
        const world = await agentWorld(says);
        for (let step = 0; step < length; step++) {
          await acts[Math.floor(next() * acts.length)]?.(world);
          const live = await liveRuns(world);
          expect(live.length).toBeLessThanOrEqual(1);
        }
        world.clock.advance(LEASE_MS);
        await reapStuckRuns(world.deps);
        expect(await liveRuns(world)).toEqual([]);
        expect((await world.balance()).held).toBe(0);
        expect(await world.admit()).toMatchObject({ state: "admitted" });
      }),
      { numRuns: 100 },
    ));

  async function liveRuns(world: AgentWorld): Promise<string[]> {
    const runs = await Promise.all([...world.executions.keys()].map((runId) => world.deps.runs.get(runId)));
    return runs.flatMap((run) => (run !== undefined && liveRunStates.includes(run.state) ? [run.runId] : []));
  }
});
