import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admitResume } from "../../../core/agent/admit-job-run.ts";
import { reapRun, reapStuckRuns } from "../../../core/agent/reap-run.ts";
import { compositionProblems } from "../../../core/compositions/validate.ts";
import { terminalEvents } from "../../../core/contract/agent-events.ts";
import { LEASE_MS } from "../../../core/jobs/keep-run.ts";
import { type AgentWorld, agentWorld, PROJECT_ID } from "./agent-world.ts";
import { type Chaos, chaoticDelivery } from "./chaos.ts";
import { drive, MachineDied, once } from "./drive.ts";
import { storyProblems } from "./run-story.ts";
import { plansFilm, type Script } from "./scripted-model.ts";

const seeds = fc.integer({ min: 1, max: 1_000_000_000 });

/** I1, I2: nothing is held, every hold was captured at most once, and the balance is what was not captured. */
async function expectMoneyInOrder(world: AgentWorld): Promise<void> {
  const { userId } = world.account;
  expect(await world.deps.credits.listOpenHolds(userId)).toEqual([]);
  const entries = await world.deps.credits.listEntries(userId);
  const captures = entries.filter(({ kind }) => kind === "capture");
  expect(new Set(captures.map(({ holdId }) => holdId)).size).toBe(captures.length);
  const spent = captures.reduce((sum, { held }) => sum - held, 0);
  expect(await world.balance()).toEqual({ available: world.startCredits - spent, held: 0 });
}

/** I2: what is complete was charged, what is not complete was not. */
async function expectScenesCharged(world: AgentWorld, jobId: string): Promise<void> {
  const entries = await world.deps.credits.listEntries(world.account.userId);
  const charged = new Set(entries.filter(({ kind }) => kind === "capture").map(({ holdId }) => holdId));
  for (const scene of await world.deps.jobs.listScenes(jobId)) {
    const holdId = `scene:${jobId}:${scene.sceneId}:${scene.generation}`;
    expect([holdId, charged.has(holdId)]).toEqual([holdId, scene.state === "complete"]);
  }
}

async function expectOneEnd(world: AgentWorld, runId: string): Promise<void> {
  const events = await world.eventsOf(runId);
  const names = events.map(({ name }) => name);
  const ends = names.filter((name) => terminalEvents.includes(name));
  expect(ends).toHaveLength(1);
  expect(terminalEvents).toContain(names.at(-1));
  expect(storyProblems(events, (await world.deps.runs.get(runId))?.kind)).toEqual([]);
}

/** Scenes that are done lie end to end in planned order. */
async function expectWholeFilm(world: AgentWorld, jobId: string): Promise<void> {
  const composition = await world.composition();
  expect(compositionProblems(composition)).toEqual([]);
  const scenes = (await world.deps.jobs.listScenes(jobId)).filter(({ result }) => result !== undefined);
  let from = 0;
  for (const { sceneId } of scenes) {
    const visual = composition.items[`${jobId}.${sceneId}.visual`];
    expect(visual?.from).toBe(from);
    from += visual?.durationInFrames ?? 0;
  }
  const pictures = Object.values(composition.items).filter(({ type }) => type === "image");
  expect(pictures).toHaveLength(scenes.length);
}

/** Runs until it ends; when the machine dies, its lease runs out and upkeep reaps it. */
async function runThroughDeath(world: AgentWorld, runId: string, delivery = once): Promise<void> {
  try {
    await drive(world, runId, delivery);
  } catch (error) {
    if (!(error instanceof MachineDied)) throw error;
    world.clock.advance(LEASE_MS + 1);
    await reapStuckRuns(world.deps);
  }
}

/** Of a film that one run made: each scene that was started and failed counts once. */
async function expectFailuresCounted(world: AgentWorld, jobId: string): Promise<void> {
  const scenes = await world.deps.jobs.listScenes(jobId);
  const failed = scenes.filter(({ state, heldCredits }) => state === "failed" && heldCredits !== undefined);
  expect(await world.failuresToday()).toBe(failed.length);
}

const film = plansFilm([{}, { visualPrompt: "[flaky] x" }, { visualPrompt: "[refuse]" }, {}, {}]);

describe("a film whose steps come twice, late, and crash between writes", () => {
  const check = (chaos: Chaos, numRuns: number) =>
    fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const world = await agentWorld(film);
        const { runId } = await world.admit();
        await runThroughDeath(world, runId, chaoticDelivery(seed, chaos));
        await expectOneEnd(world, runId);
        await expectMoneyInOrder(world);
        const jobId = (await world.deps.runs.get(runId))?.jobId;
        if (jobId !== undefined) {
          await expectScenesCharged(world, jobId);
          await expectFailuresCounted(world, jobId);
          await expectWholeFilm(world, jobId);
        }
        expect(await world.deps.runs.getLock(world.account.userId)).toBeUndefined();
      }),
      { numRuns },
    );

  it("charges a redelivered scene once", () => check({ repeats: 0.5, crashes: 0, deaths: 0 }, 40));

  it("charges a scene once whose steps crash between writes", () =>
    check({ repeats: 0.2, crashes: 0.01, deaths: 0 }, 60));

  it("is in order after its machine died anywhere", () =>
    check({ repeats: 0.1, crashes: 0.005, deaths: 0.03 }, 80));

  it("is in order when it is reaped while its steps are still at work (I4)", () =>
    fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 3, max: 40 }), async (seed, reapedAtStep) => {
        const world = await agentWorld(film);
        const { runId } = await world.admit();
        const lock = await world.deps.runs.getLock(world.account.userId);
        const calm = chaoticDelivery(seed, { repeats: 0.3, crashes: 0, deaths: 0 });
        const reapings: Promise<void>[] = [];
        let steps = 0;
        await drive(world, runId, {
          ...calm,
          dies() {
            if (++steps === reapedAtStep && lock !== undefined) reapings.push(reapRun(world.deps, lock));
            return false;
          },
        });
        await Promise.all(reapings);
        await expectOneEnd(world, runId);
        await expectMoneyInOrder(world);
        const jobId = (await world.deps.runs.get(runId))?.jobId;
        if (jobId !== undefined) await expectScenesCharged(world, jobId);
        expect(await world.deps.runs.getLock(world.account.userId)).toBeUndefined();
      }),
      { numRuns: 60 },
    ));

  it("is finished by resuming, scene for scene, however often the machine dies (I5)", () =>
    fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const world = await agentWorld(plansFilm([{}, {}, {}, {}]));
        const { runId } = await world.admit();
        await runThroughDeath(
          world,
          runId,
          chaoticDelivery(seed, { repeats: 0.1, crashes: 0.002, deaths: 0.04 }),
        );
        const jobId = (await world.deps.runs.get(runId))?.jobId;
        if (jobId === undefined) return;
        for (let resumes = 0; resumes < 3; resumes++) {
          const complete = new Set(
            (await world.deps.jobs.listScenes(jobId))
              .filter(({ result }) => result !== undefined)
              .map(({ sceneId }) => sceneId),
          );
          const { run } = await admitResume(world.deps, world.account, { jobId, apiKey: "k" });
          const deaths = resumes === 2 ? 0 : 0.04;
          await runThroughDeath(
            world,
            run.runId,
            chaoticDelivery(seed + resumes, { repeats: 0.1, crashes: 0, deaths }),
          );
          const started = (await world.eventsOf(run.runId)).flatMap((event) =>
            event.name === "scene_start" ? [event.payload.sceneId] : [],
          );
          expect(started.filter((sceneId) => complete.has(sceneId))).toEqual([]);
          await expectOneEnd(world, run.runId);
          await expectMoneyInOrder(world);
        }
        const scenes = await world.deps.jobs.listScenes(jobId);
        expect(scenes.every(({ result }) => result !== undefined)).toBe(true);
        expect((await world.deps.jobs.get(jobId))?.state).toBe("complete");
        await expectScenesCharged(world, jobId);
        await expectWholeFilm(world, jobId);
      }),
      { numRuns: 40 },
    ));
});

describe("a film whose every step comes twice", () => {
  it("asks the model, the picture vendor and the speech vendor once each", async () => {
    const world = await agentWorld(plansFilm([{}, { visualKind: "video" }]));
    const { runId } = await world.admit();
    await drive(world, runId, {
      ...once,
      async attempt(perform, deps) {
        await perform(deps);
        return perform(deps);
      },
    });
    expect(world.model.requests).toHaveLength(1);
    expect(world.makers.started.map(({ kind }) => kind).toSorted()).toEqual(["image", "video"]);
    expect(world.makers.spoken).toHaveLength(2);
    const names = (await world.eventsOf(runId)).map(({ name }) => name);
    expect(names.filter((name) => name === "scene_complete")).toHaveLength(2);
    expect(names.at(-1)).toBe("done");
    expect((await world.deps.projects.listChat(PROJECT_ID, 10)).total).toBe(2);
    await expectMoneyInOrder(world);
  });
});

describe("an edit whose steps come twice and crash between writes", () => {
  const edits: Script = (_, turn) =>
    turn === 1
      ? [
          { tool: "add_item", input: { type: "text", text: "Summer Sale", durationSeconds: 3 } },
          { tool: "generate_image", input: { prompt: "[flaky] beach" } },
          { tool: "generate_speech", input: { text: "Come in, all is cheap." } },
        ]
      : ["All done."];

  it("makes each item once and charges each tool once", () =>
    fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const world = await agentWorld(edits);
        const { runId } = await world.admit({ message: "Add a title, a beach and a voice" });
        await runThroughDeath(
          world,
          runId,
          chaoticDelivery(seed, { repeats: 0.3, crashes: 0.01, deaths: 0.01 }),
        );
        await expectOneEnd(world, runId);
        await expectMoneyInOrder(world);
        const run = await world.deps.runs.get(runId);
        if (run?.state !== "done") return;
        const types = Object.values((await world.composition()).items).map(({ type }) => type);
        expect(types.toSorted()).toEqual(["audio", "image", "text"]);
        expect((await world.deps.projects.listChat(PROJECT_ID, 10)).entries).toHaveLength(2);
      }),
      { numRuns: 80 },
    ));
});
