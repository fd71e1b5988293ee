import { type Job, type JobStore, restingJobStates, type Scene } from "../../../core/ports/jobs.ts";

export function inMemoryJobStore(): JobStore {
  const jobs = new Map<string, Job>();
  const scenes = new Map<string, Scene>();
  const keyOf = (jobId: string, sceneId: string) => `${jobId}/${sceneId}`;
  const copy = <Value>(value: Value): Value => structuredClone(value);

  return {
    async create(job, planned) {
      if (jobs.has(job.jobId)) return;
      for (const scene of planned) scenes.set(keyOf(job.jobId, scene.sceneId), copy(scene));
      jobs.set(job.jobId, copy(job));
    },
    get: async (jobId) => copy(jobs.get(jobId)),
    latestOfProject: async (projectId) =>
      copy(
        [...jobs.values()]
          .filter((job) => job.projectId === projectId)
          .toSorted((a, b) => b.createdAtEpochMs - a.createdAtEpochMs || b.jobId.localeCompare(a.jobId))[0],
      ),
    async forgetOldest(userId, kept) {
      const own = [...jobs.values()]
        .filter((job) => job.userId === userId)
        .toSorted((a, b) => a.createdAtEpochMs - b.createdAtEpochMs || a.jobId.localeCompare(b.jobId));
      const oldest = own
        .filter(({ state }) => restingJobStates.includes(state))
        .slice(0, Math.max(0, own.length - kept));
      for (const { jobId } of oldest) {
        jobs.delete(jobId);
        for (const [key, scene] of scenes) if (scene.jobId === jobId) scenes.delete(key);
      }
      return copy(oldest);
    },
    async update(jobId, fields, when = {}) {
      const job = jobs.get(jobId);
      if (job === undefined || (when.states !== undefined && !when.states.includes(job.state))) return false;
      jobs.set(jobId, { ...job, ...fields });
      return true;
    },
    async edit({ job, after, changed, added, removed }) {
      const stored = jobs.get(job.jobId);
      const { version = 1 } = job;
      if (stored?.state !== job.state || (stored.version ?? 1) !== version) return false;
      jobs.set(job.jobId, { ...stored, ...after, version: version + 1 });
      for (const { sceneId, ...plan } of copy(changed)) {
        const scene = scenes.get(keyOf(job.jobId, sceneId));
        if (scene === undefined) continue;
        const { remoteUrl: _r, narrationUrl: _n, voice: _v, durationInSeconds: _d, ...rest } = scene;
        scenes.set(keyOf(job.jobId, sceneId), { ...rest, ...plan });
      }
      for (const scene of added) scenes.set(keyOf(job.jobId, scene.sceneId), copy(scene));
      for (const sceneId of removed) scenes.delete(keyOf(job.jobId, sceneId));
      return true;
    },
    getScene: async (jobId, sceneId) => copy(scenes.get(keyOf(jobId, sceneId))),
    getSceneWithJob: async (jobId, sceneId) => {
      const job = jobs.get(jobId);
      const scene = scenes.get(keyOf(jobId, sceneId));
      return copy({ ...(job && { job }), ...(scene && { scene }) });
    },
    listScenes: async (jobId) =>
      copy([...scenes.values()].filter((scene) => scene.jobId === jobId)).toSorted(
        (a, b) => a.index - b.index,
      ),
    async updateScene(jobId, sceneId, fields, when) {
      const scene = scenes.get(keyOf(jobId, sceneId));
      if (scene?.generation !== when.generation || !when.states.includes(scene.state)) return undefined;
      const vendorJobId = scene.visualJob?.vendorJobId ?? null;
      if (when.visualJobId !== undefined && when.visualJobId !== vendorJobId) return undefined;
      const next: Scene = Object.assign(copy(scene), copy(fields));
      for (const [name, value] of Object.entries(fields)) {
        if (value === null) Reflect.deleteProperty(next, name);
      }
      scenes.set(keyOf(jobId, sceneId), next);
      return copy(next);
    },
  };
}
