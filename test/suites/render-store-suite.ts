import { describe, expect, it } from "vitest";
import type { Render, RenderStore, SegmentWork } from "../../core/ports/renders.ts";

/** The claims that every RenderStore must satisfy. */
export function renderStoreSuite(name: string, makeStore: () => Promise<RenderStore>): void {
  let count = 0;
  const renderOf = (heartbeatAtEpochMs = 1000): Render => ({
    renderId: `render-${name}-${++count}`,
    userId: "user",
    projectId: 7,
    state: "queued",
    resolution: "source",
    outputPath: "/renders/x/film.mp4",
    createdAtEpochMs: heartbeatAtEpochMs,
    heartbeatAtEpochMs,
  });
  const workOf = (renderId: string, index: number, fields: Partial<SegmentWork> = {}): SegmentWork => ({
    renderId,
    index,
    rendererJobId: "job",
    tries: 1,
    progress: 0,
    startedAtEpochMs: 1000,
    ...fields,
  });

  describe(`renders (${name})`, () => {
    it("are created once", async () => {
      const store = await makeStore();
      const render = renderOf();
      expect(await store.create(render)).toBe(true);
      expect(await store.create({ ...render, projectId: 8 })).toBe(false);
      expect(await store.get(render.renderId)).toEqual(render);
      expect(await store.get("nobody's")).toBeUndefined();
    });

    it("remember who wants to be told, that they are ahead of a film, and their work who drew it and why it was given up", async () => {
      const store = await makeStore();
      const render = { ...renderOf(), isAhead: true, webhookUrl: "https://hooks.example.com/" };
      await store.create(render);
      expect(await store.get(render.renderId)).toEqual(render);
      const drawnAhead = { by: render.renderId, isOwed: true };
      const work = workOf(render.renderId, 0, {
        renderer: "remotion",
        movedAtEpochMs: 2000,
        error: "no such font",
        drawnAhead,
      });
      await store.putSegment(work, 0);
      expect(await store.getSegment(render.renderId, 0)).toEqual(work);
    });

    it("say that they are alive until they end", async () => {
      const store = await makeStore();
      const { renderId } = renderOf();
      await store.create({ ...renderOf(), renderId });
      expect(await store.heartbeat(renderId, "rendering", 2000)).toBe(true);
      expect(await store.get(renderId)).toMatchObject({ state: "rendering", heartbeatAtEpochMs: 2000 });
      expect(await store.end(renderId, "failed", { atEpochMs: 3000, error: "It broke." })).toBe(true);
      expect(await store.heartbeat(renderId, "rendering", 4000)).toBe(false);
      expect(await store.get(renderId)).toMatchObject({
        state: "failed",
        endedAtEpochMs: 3000,
        error: "It broke.",
        heartbeatAtEpochMs: 2000,
      });
    });

    it("end once", async () => {
      const store = await makeStore();
      const render = renderOf();
      await store.create(render);
      const ends = await Promise.all([
        store.end(render.renderId, "completed", { atEpochMs: 2000 }),
        store.end(render.renderId, "failed", { atEpochMs: 2000, error: "late" }),
      ]);
      expect(ends.toSorted()).toEqual([false, true]);
      expect(await store.end("nobody's", "failed", { atEpochMs: 1 })).toBe(false);
    });

    it("are found when they have been silent, the most silent first, and not once they ended", async () => {
      const store = await makeStore();
      const [old, older, ended, fresh] = [renderOf(500), renderOf(100), renderOf(50), renderOf(9000)];
      for (const render of [old, older, ended, fresh]) await store.create(render);
      await store.end(ended.renderId, "failed", { atEpochMs: 60 });
      const silent = (await store.listSilent(600, 100)).map(({ renderId }) => renderId);
      expect(silent.filter((id) => [old, older, ended, fresh].some((each) => each.renderId === id))).toEqual([
        older.renderId,
        old.renderId,
      ]);
      await store.heartbeat(older.renderId, "rendering", 9000);
      expect((await store.listSilent(600, 100)).map(({ renderId }) => renderId)).not.toContain(
        older.renderId,
      );
    });

    it("keep the work on each segment, and let one of two that start it win", async () => {
      const store = await makeStore();
      const { renderId } = renderOf();
      const starts = await Promise.all([
        store.putSegment(workOf(renderId, 0, { rendererJobId: "a" }), 0),
        store.putSegment(workOf(renderId, 0, { rendererJobId: "b" }), 0),
      ]);
      expect(starts.toSorted()).toEqual([false, true]);
      expect(await store.putSegment(workOf(renderId, 0, { tries: 2 }), 1)).toBe(true);
      expect(await store.putSegment(workOf(renderId, 0, { tries: 2 }), 1)).toBe(false);
      expect(await store.putSegment(workOf(renderId, 0, { tries: 2, progress: 0.5 }), 2)).toBe(true);
      await store.putSegment(workOf(renderId, 12), 0);
      expect(await store.getSegment(renderId, 0)).toMatchObject({ tries: 2, progress: 0.5 });
      expect(await store.getSegment(renderId, 1)).toBeUndefined();
      const indexes = (await store.listSegments(renderId)).map(({ index }) => index);
      expect(indexes.toSorted((a, b) => a - b)).toEqual([0, 12]);
    });
  });
}
