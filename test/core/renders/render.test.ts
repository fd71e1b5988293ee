import { describe, expect, it } from "vitest";
import { emptyComposition } from "../../../core/contract/composition.ts";
import { cutRender } from "../../../core/renders/cut-render.ts";
import { failRender, reasonOf } from "../../../core/renders/fail-render.ts";
import { publishRender } from "../../../core/renders/publish-render.ts";
import { abortRender, reapRenders } from "../../../core/renders/reap-renders.ts";
import { checkSegment, startSegment, waitSeconds } from "../../../core/renders/render-segment.ts";
import { startRender } from "../../../core/renders/start-render.ts";
import { verifySegments } from "../../../core/renders/verify-segments.ts";
import { powerCut } from "../../power-cut.ts";
import { projectId, renderStudio, scenesFilm, userId } from "./render-studio.ts";

const request = { userId, projectId };

describe("starting a render", () => {
  it("has set the project to rendering and held the credits before it answers", async () => {
    const { deps, project, account, machine } = await renderStudio();
    const { renderId } = await startRender(deps, request);
    expect(await project()).toMatchObject({ status: "rendering", renderId, renderProgress: 0 });
    expect(account()).toMatchObject({ monthlyRemaining: 94, held: 6 });
    expect(machine.started).toEqual([renderId]);
  });

  it("refuses a project without items, one that is not there, and somebody else's", async () => {
    const { deps } = await renderStudio(emptyComposition());
    await expect(startRender(deps, request)).rejects.toMatchObject({ httpStatus: 400 });
    await expect(startRender(deps, { userId, projectId: 8 })).rejects.toMatchObject({
      code: "PROJECT_NOT_FOUND",
    });
    await expect(startRender(deps, { userId: "user_2", projectId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await deps.credits.listEntries(userId)).toEqual([]);
  });

  it("refuses while a render or an agent run is on the project, and charges nothing", async () => {
    const { deps, account, state } = await renderStudio();
    state.lock = {
      userId,
      projectId,
      runId: "run_1",
      takenAtEpochMs: 0,
      leaseUntilEpochMs: deps.clock.now() + 60_000,
    };
    await expect(startRender(deps, request)).rejects.toMatchObject({
      code: "CONCURRENT_LIMIT",
      data: { runId: "run_1" },
    });
    state.lock = { ...state.lock, projectId: 99 };
    const { renderId } = await startRender(deps, request);
    await expect(startRender(deps, request)).rejects.toMatchObject({
      code: "CONCURRENT_LIMIT",
      data: { renderId },
    });
    expect(account().held).toBe(6);
  });

  it.each([false, true])(
    "starts one film for a request that is sent again, wherever the first try was cut off (%s)",
    async (isDone) => {
      const ports = ["projects", "credits", "plans", "renders", "workflows", "runs"] as const;
      const named = { ...request, workId: "keyed_1" };
      let cuts = 0;
      for (let callNumber = 1; ; callNumber++) {
        const { deps, machine, account, project, run } = await renderStudio();
        machine.status = "missing";
        const cut = powerCut(deps, ports, { callNumber, isDone });
        const first = await startRender(cut.deps, named).catch(() => undefined);
        if (first !== undefined && !cut.hasHappened()) break;
        cuts += 1;
        const again = () => startRender(deps, named);
        // One that had a record but not the project is given up, and says so; its sender's next request has a new name.
        const { renderId } = await again().catch(() => startRender(deps, request));
        expect(new Set(machine.started)).toEqual(new Set([renderId]));
        expect(account().held).toBe(6);
        expect((await project()).renderId).toBe(renderId);
        await run(renderId);
        expect(account()).toMatchObject({ held: 0, monthlyRemaining: 94 });
      }
      expect(cuts).toBeGreaterThanOrEqual(10);
    },
  );

  it("steps back when an agent run took the project at the same moment", async () => {
    const { deps, project, account, state } = await renderStudio();
    const update = deps.projects.update;
    deps.projects.update = async (...args) => {
      state.lock ??= {
        userId,
        projectId,
        runId: "run_1",
        takenAtEpochMs: 0,
        leaseUntilEpochMs: deps.clock.now() + 60_000,
      };
      return update(...args);
    };
    await expect(startRender(deps, request)).rejects.toMatchObject({ code: "CONCURRENT_LIMIT" });
    expect((await project()).status).toBe("draft");
    expect(account()).toMatchObject({ monthlyRemaining: 100, held: 0 });
  });

  it("gives everything back when the machine cannot be started", async () => {
    const { deps, project, account, machine } = await renderStudio();
    machine.isDown = true;
    await expect(startRender(deps, request)).rejects.toMatchObject({ httpStatus: 503 });
    expect(account()).toMatchObject({ monthlyRemaining: 100, held: 0 });
    expect((await project()).status).toBe("failed");
  });

  it("says how much is missing when the credits do not reach, and leaves the project alone", async () => {
    const { deps, project } = await renderStudio(scenesFilm(400));
    await expect(startRender(deps, request)).rejects.toMatchObject({ code: "INSUFFICIENT_CREDIT" });
    expect((await project()).status).toBe("draft");
  });
});

describe("a render", () => {
  it("ends with the film in the project, charged once, however often each step is delivered", async () => {
    const studio = await renderStudio();
    const { renderId } = await startRender(studio.deps, request);
    await studio.run(renderId, 3);
    expect(await studio.project()).toMatchObject({
      status: "completed",
      renderPath: "/renders/5ec7e7/a-film.mp4",
      renderProgress: 1,
    });
    expect(studio.account()).toMatchObject({ monthlyRemaining: 94, held: 0 });
    expect(studio.jobs.size).toBe(3);
    expect(new Set(studio.published.map(({ detail }) => detail.id))).toEqual(
      new Set([`render.completed:${renderId}`]),
    );
    expect(studio.finished[0]).toMatchObject({ durationInFrames: 360, audio: [{ startSample: 0 }] });
  });

  it("draws only what changed the next time, and charges only for that", async () => {
    const studio = await renderStudio();
    await studio.run((await startRender(studio.deps, request)).renderId);
    await studio.run((await startRender(studio.deps, request)).renderId);
    expect(studio.jobs.size).toBe(3);
    expect(studio.account()).toMatchObject({ monthlyRemaining: 94, held: 0 });
  });

  it("renews what it uses again once a day, so that only what nobody uses grows old", async () => {
    const studio = await renderStudio();
    const { deps, usedAt } = studio;
    const day = 24 * 3600 * 1000;
    await studio.run((await startRender(deps, request)).renderId);
    const drawnAt = [...usedAt.values()];
    deps.clock.advance(day / 2);
    await studio.run((await startRender(deps, request)).renderId);
    expect([...usedAt.values()]).toEqual(drawnAt);
    deps.clock.advance(20 * day);
    await studio.run((await startRender(deps, request)).renderId, 2);
    expect([...usedAt.values()]).toEqual([1, 2, 3].map(() => deps.clock.now()));
    expect(studio.jobs.size).toBe(3);
  });

  it("draws anew what ended while it was looked at", async () => {
    const studio = await renderStudio();
    const { deps } = studio;
    await studio.run((await startRender(deps, request)).renderId);
    deps.clock.advance(29 * 24 * 3600 * 1000);
    deps.segments.renew = async () => false;
    const { renderId } = await startRender(deps, request);
    expect((await cutRender(deps, renderId)).segments).toHaveLength(3);
  });

  it("draws a picture that is there twice once", async () => {
    const film = scenesFilm(2);
    const second = film.items["scene-1"];
    if (second?.type !== "image") throw new Error("the film has no second scene");
    const studio = await renderStudio({
      ...film,
      items: { ...film.items, "scene-1": { ...second, assetId: "picture-0" } },
    });
    await studio.run((await startRender(studio.deps, request)).renderId);
    expect(studio.jobs.size).toBe(1);
    expect(studio.finished[0]?.segmentKeys).toHaveLength(2);
  });

  it("shows its progress in the project", async () => {
    const { deps, project, state } = await renderStudio();
    const { renderId } = await startRender(deps, request);
    await cutRender(deps, renderId);
    await startSegment(deps, renderId, 0);
    state.answers.push({ renderer: "remotion", state: "rendering", progress: 0.5 });
    const before = (await project()).renderProgress ?? 1;
    await checkSegment(deps, renderId, 0, 1);
    expect((await project()).renderProgress).toBeGreaterThan(before);
    expect((await project()).renderProgress).toBeLessThan(0.5);
  });

  it("asks again for a segment that failed, then names the items that cannot be drawn", async () => {
    const { deps, state, jobs } = await renderStudio();
    const { renderId } = await startRender(deps, request);
    await cutRender(deps, renderId);
    await startSegment(deps, renderId, 1);
    const failed = {
      renderer: "remotion",
      state: "failed",
      message: "out of memory",
      isRetryable: true,
    } as const;
    state.answers.push(failed, failed, failed);
    expect((await checkSegment(deps, renderId, 1, 1)).state).toBe("rendering");
    expect((await checkSegment(deps, renderId, 1, 2)).state).toBe("rendering");
    await expect(checkSegment(deps, renderId, 1, 3)).rejects.toMatchObject({
      code: "SEGMENT_FAILED",
      data: { places: [{ fromFrame: 120, toFrame: 239, itemIds: ["scene-1"], reason: "out of memory" }] },
    });
    expect(jobs.size).toBe(3);
  });

  it("asks again for a segment whose renderer has begun and draws nothing more", async () => {
    const { deps, state, jobs } = await renderStudio();
    const { renderId } = await startRender(deps, request);
    await cutRender(deps, renderId);
    await startSegment(deps, renderId, 0);
    const look = (progress: number, afterMs: number) => {
      deps.clock.advance(afterMs);
      state.answers.push({ renderer: "remotion", state: "rendering", progress });
      return checkSegment(deps, renderId, 0, 1);
    };
    // It may wait for its turn for long, and be slow.
    await look(0, 600_000);
    await look(0.1, 100_000);
    await look(0.2, 80_000);
    await look(0.3, 80_000);
    expect(jobs.size).toBe(1);
    await look(0.3, 80_000);
    expect(jobs.size).toBe(1);
    await look(0.3, 20_000);
    expect(jobs.size).toBe(2);
    expect(await deps.renders.getSegment(renderId, 0)).toMatchObject({ tries: 2, progress: 0 });
  });

  it("draws the other segments of one that failed, then names all that are not there; the next draws only those", async () => {
    const { deps, state } = await renderStudio();
    const { renderId } = await startRender(deps, request);
    await cutRender(deps, renderId);
    for (const index of [0, 1, 2]) await startSegment(deps, renderId, index);
    state.answers.push({
      renderer: "remotion",
      state: "failed",
      message: "no such font",
      isRetryable: false,
    });
    await expect(checkSegment(deps, renderId, 1, 1)).rejects.toMatchObject({ code: "SEGMENT_FAILED" });
    await checkSegment(deps, renderId, 0, 1);
    const failure = { code: "SEGMENT_FAILED", data: { places: [{ itemIds: ["scene-1"] }, {}] } };
    for (const _ of [1, 2]) await expect(verifySegments(deps, renderId)).rejects.toMatchObject(failure);
    await expect(verifySegments(deps, renderId)).rejects.toThrow(
      "(scene-1) could not be rendered: no such font.",
    );
    await checkSegment(deps, renderId, 2, 1);
    await failRender(deps, renderId, "It broke.");

    const again = await startRender(deps, request);
    expect((await cutRender(deps, again.renderId)).segments).toEqual([
      { renderId: again.renderId, index: 1 },
    ]);
    await startSegment(deps, again.renderId, 1);
    await checkSegment(deps, again.renderId, 1, 1);
    expect(await verifySegments(deps, again.renderId)).toEqual({ renderId: again.renderId });
  });

  it("brings in what is not ours, and refuses what is another account's", async () => {
    const film = scenesFilm(1);
    const withUrl = (remoteUrl: string) => ({
      ...film,
      assets: { ...film.assets, "picture-0": { id: "picture-0", type: "image" as const, remoteUrl } },
    });
    const { deps } = await renderStudio(withUrl("https://example.com/a.png"));
    const { renderId } = await startRender(deps, request);
    await cutRender(deps, renderId);
    const plan = await deps.plans.getPlan(renderId);
    expect(plan?.segments[0]?.composition.assets["asset-1"]?.remoteUrl).toBe(`/assets/${userId}/fetched`);

    const other = await renderStudio(withUrl("/assets/user_2/secret.png"));
    const started = await startRender(other.deps, request);
    await expect(cutRender(other.deps, started.renderId)).rejects.toMatchObject({ code: "INVALID_MEDIA" });
  });
});

describe("a render that does not end well", () => {
  it("gives the credits back once, says why, and keeps what is drawn", async () => {
    const studio = await renderStudio();
    const { renderId } = await startRender(studio.deps, request);
    await cutRender(studio.deps, renderId);
    await startSegment(studio.deps, renderId, 0);
    await checkSegment(studio.deps, renderId, 0, 1);
    await failRender(studio.deps, renderId, "It broke.");
    await failRender(studio.deps, renderId, "It broke again.");
    expect(await studio.project()).toMatchObject({ status: "failed", renderError: "It broke." });
    expect(studio.account()).toMatchObject({ monthlyRemaining: 100, held: 0 });
    await expect(publishRender(studio.deps, renderId)).rejects.toMatchObject({ code: "RENDER_ENDED" });

    const again = await startRender(studio.deps, request);
    expect((await cutRender(studio.deps, again.renderId)).segments).toHaveLength(2);
  });

  it("is reaped when its execution is gone, and not while that lives", async () => {
    const { deps, project, account, machine } = await renderStudio();
    const { renderId } = await startRender(deps, request);
    machine.status = "missing";
    await expect(startRender(deps, request)).rejects.toMatchObject({ code: "CONCURRENT_LIMIT" });
    deps.clock.advance(20_000);
    machine.status = "running";
    expect(await reapRenders(deps)).toEqual([]);
    machine.status = "missing";
    await expect(startRender(deps, request)).rejects.toMatchObject({ code: "ZOMBIE_TIMEOUT" });
    expect(await reapRenders(deps)).toEqual([]);
    expect(await project()).toMatchObject({ status: "failed" });
    expect(account().held).toBe(0);
    expect((await startRender(deps, request)).renderId).not.toBe(renderId);
  });

  it("can be aborted, and stays over", async () => {
    const { deps, account } = await renderStudio();
    const { renderId } = await startRender(deps, request);
    await abortRender(deps, renderId, "The project was deleted.");
    await expect(cutRender(deps, renderId)).rejects.toMatchObject({ code: "RENDER_ENDED" });
    expect(account()).toMatchObject({ monthlyRemaining: 100, held: 0 });
  });

  it("tells a user our own errors and nothing of others'", () => {
    const cause = (errorMessage: string) => JSON.stringify({ errorType: "x", errorMessage });
    expect(reasonOf({ Error: "SEGMENT_FAILED", Cause: cause("Frames 0 to 9") })).toBe("Frames 0 to 9");
    expect(reasonOf({ Error: "TypeError", Cause: cause("secret is undefined") })).toBe(
      "The film could not be rendered.",
    );
    expect(reasonOf({ Error: "Sandbox.Timedout" })).toBe("The film could not be rendered.");
  });
});

describe("the wait between two looks", () => {
  it("is shorter than what is left at the pace so far, and never long at first", () => {
    const few = { attempt: 3, segments: 4 };
    expect(waitSeconds(10_000, 0.9, few)).toBe(1);
    expect(waitSeconds(10_000, 0.5, few)).toBe(4);
    expect(waitSeconds(0, 0, few)).toBe(2);
    expect(waitSeconds(10_000, 0.1, { attempt: 61, segments: 4 })).toBe(20);
  });

  it("keeps the history of a film of many segments below what an execution may have", () => {
    // Each segment takes two minutes to draw, and its start and end 10 events.
    for (const segments of [1, 10, 50, 150]) {
      let looks = 0;
      for (let elapsedMs = 0; elapsedMs < 120_000; looks += 1) {
        elapsedMs += 1000 * waitSeconds(elapsedMs, elapsedMs / 120_000, { attempt: looks + 1, segments });
      }
      expect(looks * 9 * segments + 10 * segments).toBeLessThan(20_000);
    }
  });
});
