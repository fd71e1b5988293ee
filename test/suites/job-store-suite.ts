import { describe, expect, it } from "vitest";
import type { Job, JobStore, Scene, SceneMedia } from "../../core/ports/jobs.ts";

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

    it("refuse a write for another generation", async () => {
      const { store, jobId } = await start();
      const when = { generation: 2, states: ["pending" as const] };
      expect(await store.updateScene(jobId, "scene-1", { state: "running" }, when)).toBe(false);
      expect(await store.updateScene(jobId, "scene-99", { state: "running" }, when)).toBe(false);
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
      expect(await write("v-1", null)).toBe(true);
      expect(await write("v-2", null)).toBe(false);
      expect(await write("v-2", "v-0")).toBe(false);
      expect(await write("v-2", "v-1")).toBe(true);
    });
  });
}
