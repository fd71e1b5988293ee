import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blobFilmPlanStore } from "../../../core/adapters/s3/film-plan-store.ts";
import { admitResume, admitRetryScene } from "../../../core/agent/admit-job-run.ts";
import { admitRun } from "../../../core/agent/admit-run.ts";
import { checkResume } from "../../../core/agent/check-resume.ts";
import { reapStuckRuns } from "../../../core/agent/reap-run.ts";
import { LEASE_MS } from "../../../core/jobs/keep-run.ts";
import { startRender } from "../../../core/renders/start-render.ts";
import { inMemoryRenderStore } from "../../suites/in-memory/render-store.ts";
import { scenesFilm } from "../renders/render-studio.ts";
import { type AgentWorld, agentWorld, doneOf, PROJECT_ID, requestBody } from "./agent-world.ts";
import { numbersFrom } from "./chaos.ts";
import { drive, MachineDied, once } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

const CALLS = ["POST /api/agent", "resume", "retry-scene"] as const;

/** A film of four scenes whose machine died while the third was being made, and its lease not over yet. */
async function deadFilm() {
  const world = await agentWorld(plansFilm([{}, {}, {}, {}]));
  const { runId } = await world.admit();
  let isDead = false;
  const { append } = world.deps.log;
  let started = 0;
  world.deps.log.append = async (run, key, event) => {
    const seq = await append(run, key, event);
    if (event.name === "scene_complete" && ++started === 2) isDead = true;
    return seq;
  };
  await expect(drive(world, runId, { ...once, dies: () => isDead })).rejects.toThrow(MachineDied);
  const jobId = (await world.deps.runs.get(runId))?.jobId ?? "";
  const body = { jobId, apiKey: "k" };
  const calls: Readonly<Record<(typeof CALLS)[number], () => Promise<unknown>>> = {
    "POST /api/agent": () => world.admit(),
    resume: () => admitResume(world.deps, world.account, body),
    "retry-scene": () => admitRetryScene(world.deps, world.account, { ...body, sceneId: "scene-4" }),
  };
  return { world, runId, jobId, calls, body };
}

/** Nothing of the dead run is left but its job, which can be resumed to its end. */
async function expectResumable({ world, runId, jobId, body }: Awaited<ReturnType<typeof deadFilm>>) {
  const { deps, account } = world;
  expect((await world.balance()).held).toBe(0);
  expect((await world.eventsOf(runId)).at(-1)).toMatchObject({
    name: "error",
    payload: { code: "ZOMBIE_TIMEOUT" },
  });
  const unfinished = await checkResume(deps, account, { projectId: String(PROJECT_ID) });
  expect(unfinished).toEqual({ jobId, totalScenes: 4, remainingScenes: expect.any(Number) });
  const { run } = await admitResume(deps, account, body);
  await drive(world, run.runId);
  expect(doneOf(await world.eventsOf(run.runId)).data).toMatchObject({
    messageKey: "Agent.longVideo.resume.done.complete",
    remainingScenes: 0,
  });
  expect((await world.balance()).held).toBe(0);
}

describe("the run in the way", () => {
  it("is named with its job, once it has one", async () => {
    const world = await agentWorld(plansFilm([{}, {}]));
    const { runId } = await world.admit();
    const refusals: unknown[] = [];
    const { append } = world.deps.log;
    world.deps.log.append = async (run, key, event) => {
      if (event.name === "scene_start") refusals.push(await world.admit().catch((error: unknown) => error));
      return append(run, key, event);
    };
    await drive(world, runId);
    const { jobId } = (await world.deps.runs.get(runId)) ?? {};
    expect(refusals).toHaveLength(2);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: "CONCURRENT_LIMIT", httpStatus: 409, data: { runId, jobId } });
    }
  });

  it("is another job's for a resume and a retry", async () => {
    const world = await agentWorld(plansFilm([{}, { visualPrompt: "[refuse]" }]));
    const first = await world.admit();
    await drive(world, first.runId);
    const { resumeJobId: jobId } = doneOf(await world.eventsOf(first.runId)).data;
    const { runId } = await world.admit();
    const body = { jobId, apiKey: "k" };
    const refusal = { code: "CONCURRENT_LIMIT", data: { runId } };
    await expect(admitResume(world.deps, world.account, body)).rejects.toMatchObject(refusal);
    const retry = { ...body, sceneId: "scene-2" };
    await expect(admitRetryScene(world.deps, world.account, retry)).rejects.toMatchObject(refusal);
  });

  it("stays alive while its steps go on, for longer than a lease", async () => {
    const world = await agentWorld(plansFilm(Array.from({ length: 6 }, () => ({}))));
    const { runId } = await world.admit();
    let reaped = 0;
    const startedAtEpochMs = world.clock.now();
    await drive(world, runId, {
      ...once,
      async attempt(perform, deps) {
        reaped += await reapStuckRuns(world.deps);
        const result = await perform(deps);
        world.clock.advance(LEASE_MS / 10);
        return result;
      },
    });
    expect(world.clock.now() - startedAtEpochMs).toBeGreaterThan(2 * LEASE_MS);
    expect(reaped).toBe(0);
    expect(doneOf(await world.eventsOf(runId)).success).toBe(true);
  });
});

describe("a film whose machine died", () => {
  it.each(CALLS)("is reaped by the next %s, which works when it is sent again", async (name) => {
    const film = await deadFilm();
    await expect(film.calls[name]()).rejects.toMatchObject({
      code: "ZOMBIE_TIMEOUT",
      httpStatus: 409,
      data: { runId: film.runId, jobId: film.jobId },
    });
    if (name === "resume") return expectResumable(film);
    await film.calls[name]();
    const lock = await film.world.deps.runs.getLock(film.world.account.userId);
    await drive(film.world, lock?.runId ?? "");
    expect((await film.world.balance()).held).toBe(0);
  });

  it("is reaped by schedule as well, and resumed to its end", async () => {
    const film = await deadFilm();
    expect(await reapStuckRuns(film.world.deps)).toBe(1);
    await expectResumable(film);
  });

  it("is reaped once by many calls at once", async () => {
    const film = await deadFilm();
    const calls = CALLS.map((name) => film.calls[name]());
    const outcomes = await Promise.allSettled([...calls, reapStuckRuns(film.world.deps)]);
    const codes = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason.code] : []));
    expect(codes).toContain("ZOMBIE_TIMEOUT");
    const ends = (await film.world.eventsOf(film.runId)).filter(({ name }) => name === "error");
    expect(ends).toHaveLength(1);
    const entries = await film.world.deps.credits.listEntries(film.world.account.userId);
    const releases = entries.filter(({ kind }) => kind === "release").map(({ holdId }) => holdId);
    expect(new Set(releases).size).toBe(releases.length);
  });
});

describe("a render and a run of one project", () => {
  const pause = async (ticks: number): Promise<void> => {
    for (let left = Math.floor(ticks); left > 0; left--) await Promise.resolve();
  };

  /** Whatever they ask the outside takes its time, and at random. */
  function slowed<Deps extends object>(
    deps: Deps,
    ports: readonly (keyof Deps & string)[],
    next: () => number,
  ): Deps {
    const slow = ports.map((name) => [
      name,
      new Proxy(Object(deps[name]), {
        get(target, key, receiver) {
          const method: unknown = Reflect.get(target, key, receiver);
          if (typeof method !== "function") return method;
          return async (...args: unknown[]) => {
            await pause(next() * 12);
            const result: unknown = await Reflect.apply(method, target, args);
            await pause(next() * 12);
            return result;
          };
        },
      }),
    ]);
    return { ...deps, ...Object.fromEntries(slow) };
  }

  async function bothAtOnce(world: AgentWorld, next: () => number) {
    const { deps, account } = world;
    await deps.projects.writeComposition(PROJECT_ID, 1, scenesFilm(1), { lastEditedAtEpochMs: 0 });
    const renders: string[] = [];
    const renderDeps = {
      ...deps,
      renders: inMemoryRenderStore(),
      plans: blobFilmPlanStore(deps.data),
      events: deps.bus,
      workflows: { ...deps.workflows, startRender: async (id: string) => void renders.push(id) },
    };
    const admission = slowed(deps, ["projects", "runs", "credits", "data"], next);
    const headStart = Math.floor(next() * 250);
    const outcomes = await Promise.allSettled([
      startRender(slowed(renderDeps, ["projects", "runs", "credits", "renders"], next), {
        userId: account.userId,
        projectId: PROJECT_ID,
      }),
      pause(headStart).then(() => admitRun(admission, account, requestBody())),
    ]);
    return { outcomes, started: [...renders, ...world.executions.keys()] };
  }

  it("exclude each other, however they interleave, and whoever is refused has paid nothing", async () => {
    const winners = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const world = await agentWorld(() => ["Done."]);
        const { outcomes, started } = await bothAtOnce(world, numbersFrom(seed));
        const refused = outcomes.filter(({ status }) => status === "rejected");
        expect(started).toHaveLength(2 - refused.length);
        expect(started.length).toBeLessThanOrEqual(1);
        for (const each of refused) expect(each).toMatchObject({ reason: { code: "CONCURRENT_LIMIT" } });
        winners.add(started[0]?.split("_")[0] ?? "nobody");
        const open = await world.deps.credits.listOpenHolds(world.account.userId);
        expect(open).toHaveLength(started.length);
        if (started[0]?.startsWith("run_")) {
          expect(await world.deps.projects.get(PROJECT_ID)).toMatchObject({ status: "draft" });
        }
      }),
      { numRuns: 300 },
    );
    expect([...winners]).toEqual(expect.arrayContaining(["run", "render"]));
  });
});
