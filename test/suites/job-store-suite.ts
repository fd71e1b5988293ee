import { describe, expect, it } from "vitest";
import {
  type Job,
  type JobStore,
  MAX_EDITED_SCENES,
  type PlanEdit,
  type Scene,
  type SceneMedia,
} from "../../core/ports/jobs.ts";

const media: SceneMedia = {
  path: "/assets/u/1.jpg",
  contentHash: "1",
  mimeType: "image/jpeg",
  kind: "image",
  width: 8,
  height: 8,
};

/** The claims that every JobStore must satisfy. */
export function jobStoreSuite(name: string, makeStore: () => Promise<JobStore>): void {
  let count = 0;
  const jobOf = (projectId: number, createdAtEpochMs = 1000): Job => ({
    jobId: `job-${name}-${++count}`,
    userId: "u",
    projectId,
    runId: "run-1",
    state: "planning",
    title: "Eclipses",
    locale: "en",
    voiceId: "Joanna",
    totalScenes: 12,
    autoSave: true,
    baseKey: "jobs/x/base.json",
    startFrame: 0,
    width: 1920,
    height: 1080,
    createdAtEpochMs,
  });
  const scenesOf = (job: Job): Scene[] =>
    Array.from({ length: job.totalScenes }, (_, index) => ({
      jobId: job.jobId,
      sceneId: `scene-${index + 1}`,
      index,
      title: "",
      narration: "A sentence.",
      visualKind: "image",
      visualPrompt: "sun",
      generation: 1,
      state: "pending",
    }));
  const start = async () => {
    const store = await makeStore();
    const job = jobOf(++count);
    const scenes = scenesOf(job);
    await store.create(job, scenes);
    return { store, job, scenes, jobId: job.jobId };
  };

  describe(`jobs (${name})`, () => {
    it("are read together with one of their scenes, and say what is not there", async () => {
      const { store, job, scenes, jobId } = await start();
      expect(await store.getSceneWithJob(jobId, "scene-3")).toEqual({ job, scene: scenes[2] });
      expect(await store.getSceneWithJob(jobId, "scene-99")).toEqual({ job });
      expect(await store.getSceneWithJob("job-x", "scene-1")).toEqual({});
    });

    it("are forgotten, the oldest first and with their scenes, but for those at work", async () => {
      const store = await makeStore();
      const states = ["complete", "running", "partial", "aborted", "complete"] as const;
      const userId = `many-${name}-${++count}`;
      const jobs: Job[] = [];
      for (const [index, state] of states.entries()) {
        const job = { ...jobOf(++count, 1000 + index), userId, state, totalScenes: index === 0 ? 120 : 2 };
        await store.create(job, scenesOf(job));
        jobs.push(job);
      }
      const [first, atWork, second, ...newest] = jobs;
      expect(await store.forgetOldest(userId, 5)).toEqual([]);
      const forgotten = await store.forgetOldest(userId, 3);
      expect(forgotten.map(({ jobId }) => jobId)).toEqual([first?.jobId, second?.jobId]);
      expect(await store.forgetOldest(userId, 3)).toEqual([]);
      for (const job of forgotten) {
        expect(await store.get(job.jobId)).toBeUndefined();
        expect(await store.listScenes(job.jobId)).toEqual([]);
      }
      for (const job of [atWork, ...newest]) {
        expect(await store.listScenes(job?.jobId ?? "")).toHaveLength(2);
      }
    });

    it("are created once, with their scenes in planned order", async () => {
      const { store, job, scenes, jobId } = await start();
      await store.updateScene(jobId, "scene-2", { state: "running" }, { generation: 1, states: ["pending"] });
      await store.create({ ...job, title: "Another" }, scenes);
      expect(await store.get(jobId)).toEqual(job);
      const stored = await store.listScenes(jobId);
      expect(stored.map(({ sceneId }) => sceneId)).toEqual(scenes.map(({ sceneId }) => sceneId));
      expect(stored[1]?.state).toBe("running");
    });

    it("are found by their project, the newest one", async () => {
      const { store } = await start();
      const projectId = ++count;
      const older = jobOf(projectId, 1000);
      const newer = jobOf(projectId, 2000);
      await store.create(newer, []);
      await store.create(older, []);
      expect(await store.latestOfProject(projectId)).toEqual(newer);
      expect(await store.latestOfProject(++count)).toBeUndefined();
    });

    it("change under a condition", async () => {
      const { store, jobId } = await start();
      expect(await store.update(jobId, { state: "running", runId: "run-2" })).toBe(true);
      expect(await store.update(jobId, { state: "complete" }, { states: ["partial"] })).toBe(false);
      expect(await store.update("job-nobody", { state: "complete" })).toBe(false);
      expect(await store.get(jobId)).toMatchObject({ state: "running", runId: "run-2" });
    });

    it("let one of two writers of a scene's state win", async () => {
      const { store, jobId } = await start();
      const when = { generation: 1, states: ["pending" as const] };
      const outcomes = await Promise.all([
        store.updateScene(jobId, "scene-1", { state: "complete" }, when),
        store.updateScene(jobId, "scene-1", { state: "failed" }, when),
      ]);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });

    it("are edited whole, to the next version: scenes changed, added and removed", async () => {
      const { store, job, scenes, jobId } = await start();
      const [first, second] = scenes;
      if (first === undefined || second === undefined) throw new Error("no scenes");
      const { remoteUrl, ...plain } = { ...second, remoteUrl: "https://example.com/a.png" };
      const edit = (changed: PlanEdit["changed"], before: PlanEdit["job"]): PlanEdit => ({
        job: before,
        after: { state: "planning", totalScenes: 12, lastSceneNumber: 13 },
        changed,
        added: [],
        removed: [],
      });
      const added: Scene = { ...first, sceneId: "scene-13", index: 0, title: "New" };
      const isEdited = await store.edit({
        ...edit([{ ...plain, remoteUrl, index: 1, narration: "Other words." }], job),
        added: [added],
        removed: ["scene-1"],
      });
      expect(isEdited).toBe(true);
      expect(await store.get(jobId)).toEqual({ ...job, version: 2, lastSceneNumber: 13 });
      const stored = await store.listScenes(jobId);
      expect(stored).toHaveLength(12);
      expect(stored[0]).toEqual(added);
      expect(stored[1]).toEqual({ ...plain, remoteUrl, index: 1, narration: "Other words." });
      const taken = await store.edit(edit([{ ...plain, index: 1 }], { ...job, version: 2 }));
      expect(taken).toBe(true);
      expect((await store.listScenes(jobId))[1]).toEqual({ ...plain, index: 1 });
    });

    it("let one of two editors of a version win, and none while a run works", async () => {
      const { store, job, scenes, jobId } = await start();
      const edit = (title: string, before: PlanEdit["job"] = job): PlanEdit => ({
        job: before,
        after: { state: "planning", totalScenes: 12, lastSceneNumber: 12 },
        changed: scenes.slice(0, 1).map((scene) => ({ ...scene, title })),
        added: [],
        removed: [],
      });
      const outcomes = await Promise.all([store.edit(edit("One")), store.edit(edit("Two"))]);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      const title = outcomes[0] ? "One" : "Two";
      await store.update(jobId, { state: "running" });
      expect(await store.edit(edit("Three", { ...job, version: 2 }))).toBe(false);
      expect((await store.listScenes(jobId))[0]?.title).toBe(title);
      expect((await store.get(jobId))?.version).toBe(2);
    });

    it("are edited in as many scenes at once as the port says", async () => {
      const store = await makeStore();
      const job = { ...jobOf(++count), totalScenes: MAX_EDITED_SCENES };
      await store.create(job, scenesOf(job));
      const changed = scenesOf(job).map((scene) => ({ ...scene, title: "Changed" }));
      const after = { state: job.state, totalScenes: changed.length, lastSceneNumber: changed.length };
      expect(await store.edit({ job, after, changed, added: [], removed: [] })).toBe(true);
      const titles = (await store.listScenes(job.jobId)).map(({ title }) => title);
      expect(new Set(titles)).toEqual(new Set(["Changed"]));
    });

    it("refuse a write for another generation", async () => {
      const { store, jobId } = await start();
      const when = { generation: 2, states: ["pending" as const] };
      expect(await store.updateScene(jobId, "scene-1", { state: "running" }, when)).toBeUndefined();
      expect(await store.updateScene(jobId, "scene-99", { state: "running" }, when)).toBeUndefined();
    });

    it("keep what a scene was given, and forget what is set to null", async () => {
      const { store, jobId, scenes } = await start();
      const when = { generation: 1, states: ["pending" as const] };
      const speech = {
        media: { ...media, kind: "audio" as const, durationInSeconds: 1.5 },
        durationInSeconds: 1.5,
        captions: [{ text: "A", startMs: 0, endMs: 90.5 }],
        voiceId: "Joanna",
      };
      const result = { generation: 1, visual: media, speech, durationInSeconds: 2.1 };
      const fields = { visual: media, speech, result, voiceError: "none", visualTries: 2 };
      await store.updateScene(jobId, "scene-1", fields, when);
      expect(await store.getScene(jobId, "scene-1")).toEqual({ ...scenes[0], ...fields });
      await store.updateScene(jobId, "scene-1", { visual: null, speech: null, voiceError: null }, when);
      expect(await store.getScene(jobId, "scene-1")).toEqual({ ...scenes[0], result, visualTries: 2 });
    });

    it("let a vendor's job be written only over the one that is known", async () => {
      const { store, jobId } = await start();
      const write = (vendorJobId: string, known: string | null) =>
        store.updateScene(
          jobId,
          "scene-1",
          { visualJob: { vendorJobId, model: "m" } },
          { generation: 1, states: ["pending"], visualJobId: known },
        );
      expect(await write("v-1", null)).toMatchObject({ visualJob: { vendorJobId: "v-1" } });
      expect(await write("v-2", null)).toBeUndefined();
      expect(await write("v-2", "v-0")).toBeUndefined();
      expect(await write("v-2", "v-1")).toMatchObject({ visualJob: { vendorJobId: "v-2" } });
    });
  });
}
