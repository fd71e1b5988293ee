import { describe, expect, it } from "vitest";
import { planTerms } from "../../../core/catalog/plans.ts";
import { deleteProject } from "../../../core/projects/delete-project.ts";
import { startRender } from "../../../core/renders/start-render.ts";
import { stopWorkOn } from "../../../functions/projects-api/stop-work.ts";
import { agentWorld } from "../../core/agent/agent-world.ts";
import { renderStudio } from "../../core/renders/render-studio.ts";

const DAY_MS = 24 * 3_600_000;
const { cancelsPerDay } = planTerms.free;

/** An agent's world in which nothing renders. */
async function deletingApi() {
  const world = await agentWorld(() => ["Done."]);
  const { deps: studio } = await renderStudio();
  const deps = { ...studio, ...world.deps };
  const first = await deps.projects.get(1234);
  if (first === undefined) throw new Error("no project");
  return { world, deps, first };
}

describe("deleting a project that is worked on", () => {
  it("is a cancel, which the plan bears so often a day; beyond it the work goes on and the project stays", async () => {
    const { world, deps, first } = await deletingApi();
    const { userId } = world.account;
    const remove = (projectId: number) =>
      deleteProject(
        { projects: deps.projects, stopWork: (project, plan) => stopWorkOn(deps, project, plan) },
        { userId, plan: "free", projectId },
      );
    const newProject = async (projectId: number) => {
      const { composition } = (await deps.projects.getWithComposition(1234)) ?? {};
      if (composition === undefined) throw new Error("no composition");
      await deps.projects.create({ ...first, projectId, composition });
      return projectId;
    };
    await remove(await newProject(1));
    for (let index = 0; index < cancelsPerDay; index++) {
      const projectId = await newProject(2000 + index);
      await world.admit({ projectId });
      const project = await deps.projects.get(projectId);
      if (project === undefined) throw new Error("no project");
      // A deletion that died after it had stopped the work, and one that did so before.
      if (index === 0) await stopWorkOn(deps, project, "free");
      await Promise.all([remove(projectId), remove(projectId)].map((each) => each.catch(() => undefined)));
      expect(await deps.projects.get(projectId)).toBeUndefined();
    }
    const projectId = await newProject(3000);
    const { runId } = await world.admit({ projectId });
    await expect(remove(projectId)).rejects.toMatchObject({
      code: "DAILY_LIMIT",
      httpStatus: 429,
      message: `At most ${cancelsPerDay} cancels a day.`,
      data: { limit: cancelsPerDay, retryAfterSeconds: expect.any(Number) },
    });
    expect(await deps.projects.get(projectId)).toBeDefined();
    expect(await deps.runs.get(runId)).toMatchObject({ state: "admitted" });
    await remove(await newProject(3001));
    world.clock.advance(24 * 3_600_000);
    await remove(projectId);
    expect(await deps.projects.get(projectId)).toBeUndefined();
    expect(await deps.runs.get(runId)).toMatchObject({ state: "aborted" });
  });

  it("is one cancel of a render, however often it comes, and gives back what that holds", async () => {
    const { world } = await deletingApi();
    const { deps: studio, account } = await renderStudio();
    const workflows = { ...world.deps.workflows, ...studio.workflows };
    const deps = { ...world.deps, ...studio, runs: world.deps.runs, workflows };
    const { userId } = account();
    const [summary] = await studio.projects.listByUser(userId);
    const projectId = summary?.projectId ?? 0;
    await startRender(studio, { userId, projectId });
    const project = await studio.projects.get(projectId);
    if (project === undefined) throw new Error("no project");
    expect(account().held).toBeGreaterThan(0);
    await Promise.all([stopWorkOn(deps, project, "free"), stopWorkOn(deps, project, "free")]);
    await stopWorkOn(deps, project, "free");
    expect(account().held).toBe(0);
    const startEpochMs = deps.clock.now() - (deps.clock.now() % DAY_MS);
    const day = { startEpochMs, endEpochMs: startEpochMs + DAY_MS, limit: 1 };
    expect(await deps.requests.counted({ userId, kind: "cancels", ...day })).toBe(1);
  });
});
