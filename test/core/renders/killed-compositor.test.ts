import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { suitedRenderer } from "../../../core/adapters/compositor/suited-renderer.ts";
import { cutRender } from "../../../core/renders/cut-render.ts";
import { publishRender } from "../../../core/renders/publish-render.ts";
import { checkSegment, startSegment } from "../../../core/renders/render-segment.ts";
import { startRender } from "../../../core/renders/start-render.ts";
import { compositorWorld } from "../adapters/compositor/compositor-world.ts";
import { projectId, renderStudio, scenesFilm, userId } from "./render-studio.ts";

let world: ReturnType<typeof compositorWorld>;
beforeEach(() => {
  world = compositorWorld();
});
afterEach(() => world.close());

/** One segment, asked of the compositor first; both tell the time by the compositor's clock. */
async function studioWithCompositor() {
  const studio = await renderStudio(scenesFilm(1));
  studio.state.renderer = "remotion";
  const renderer = suitedRenderer({
    compositor: world.renderer,
    remotion: studio.deps.renderer,
    unsuitedReason: () => undefined,
    log: world.function.log,
  });
  const head = async (key: string) =>
    (await studio.deps.segments.head(key)) ?? (await world.function.segments.head(key));
  const deps = { ...studio.deps, clock: world.clock, renderer, segments: { ...studio.deps.segments, head } };
  const { renderId } = await startRender(deps, { userId, projectId });
  await cutRender(deps, renderId);
  return { ...studio, deps, renderId };
}

describe("a compositor that is killed in the middle of a segment", () => {
  it("costs a minute: the second try is Remotion's, however often each step is delivered", async () => {
    const { deps, renderId, jobs, startedAs, project } = await studioWithCompositor();
    for (const _ of [1, 2]) await startSegment(deps, renderId, 0);
    expect(world.events).toHaveLength(1);
    const [workId = ""] = world.events;
    world.function.compose = () => new Promise<never>(() => undefined);
    void world.deliver(workId);
    await vi.waitUntil(async () => (await world.work.getStatus(workId)) !== undefined);
    expect((await checkSegment(deps, renderId, 0, 1)).state).toBe("rendering");
    expect(jobs.size).toBe(0);

    world.clock.advance(61_000);
    expect((await checkSegment(deps, renderId, 0, 2)).state).toBe("rendering");
    expect(startedAs).toEqual([2]);
    for (const _ of [1, 2]) expect((await checkSegment(deps, renderId, 0, 3)).state).toBe("ready");
    await publishRender(deps, renderId);
    expect((await project()).renderSegments).toMatchObject([{ renderer: "remotion" }]);
  });

  it("costs nothing when it had written the segment before it died", async () => {
    const { deps, renderId, jobs, project } = await studioWithCompositor();
    await startSegment(deps, renderId, 0);
    const [workId = ""] = world.events;
    const { putStatus } = world.work;
    world.function.work = {
      ...world.work,
      putStatus: async (id, status) => {
        if (status.state === "ready") throw new Error("killed");
        await putStatus(id, status);
      },
    };
    await expect(world.deliver(workId)).rejects.toThrow("killed");
    world.clock.advance(61_000);
    expect((await checkSegment(deps, renderId, 0, 1)).state).toBe("ready");
    expect(jobs.size).toBe(0);
    await publishRender(deps, renderId);
    expect((await project()).renderSegments).toMatchObject([{ renderer: "compositor" }]);
  });
});
