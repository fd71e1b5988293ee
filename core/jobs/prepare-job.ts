import type { SceneInput } from "../contract/steps.ts";
import type { Job, Scene } from "../ports/jobs.ts";
import type { Run } from "../ports/runs.ts";
import { announcePlan } from "./create-job.ts";
import { endGeneration } from "./end-generation.ts";
import type { JobDeps } from "./job-deps.ts";
import { keepRun } from "./keep-run.ts";
import { loadJob } from "./load-scene.ts";

/**
 * The scenes that a run has to make: those without a result (I5), or the one of a retry. Each gets a generation that
 * is this run's own; a generation that a dead run left behind is ended first, so that its money is settled.
 *
 * Again for the same run: the same scenes in the same generations.
 *
 * @throws RunEndedError, JobNotFoundError
 */
export async function prepareJob(
  deps: JobDeps,
  { runId, jobId }: { readonly runId: string; readonly jobId: string },
): Promise<{ scenes: SceneInput[] }> {
  const run = await keepRun(deps, runId);
  const job = await loadJob(deps.jobs, jobId);
  await deps.jobs.update(jobId, { state: "running", runId });
  const all = await deps.jobs.listScenes(jobId);
  const prepared: SceneInput[] = [];
  for (const scene of all.filter((candidate) => isWanted(run, candidate))) {
    const generation = await takeGeneration(deps, run, job, scene);
    if (generation !== undefined) prepared.push({ runId, jobId, sceneId: scene.sceneId, generation });
  }
  if (run.kind !== "retry-scene") await announcePlan(deps, run, job, all);
  return { scenes: prepared };
}

function isWanted(run: Run, scene: Scene): boolean {
  if (run.kind === "retry-scene") return scene.sceneId === run.sceneId;
  return scene.result === undefined || scene.runId === run.runId;
}

/** @returns undefined when another writer took the scene at the same moment */
async function takeGeneration(deps: JobDeps, run: Run, job: Job, scene: Scene): Promise<number | undefined> {
  if (scene.runId === run.runId) return scene.generation;
  const isFresh = scene.state === "pending" && scene.runId === undefined;
  if (scene.state === "running" || (scene.state === "pending" && !isFresh)) {
    await endGeneration(deps, job, scene, "The run that made it ended.");
  }
  const generation = isFresh ? scene.generation : scene.generation + 1;
  const taken = await deps.jobs.updateScene(
    job.jobId,
    scene.sceneId,
    {
      generation,
      state: "pending",
      runId: run.runId,
      heldCredits: null,
      visualJob: null,
      visualTries: null,
      visual: null,
      speech: null,
      voiceError: null,
      error: null,
    },
    { generation: scene.generation, states: isFresh ? ["pending"] : ["complete", "failed"] },
  );
  if (taken !== undefined) return generation;
  // A write whose answer was lost is repeated below us, and then finds what it wrote itself.
  const stored = await deps.jobs.getScene(job.jobId, scene.sceneId);
  return stored?.runId === run.runId && stored.generation === generation ? generation : undefined;
}
