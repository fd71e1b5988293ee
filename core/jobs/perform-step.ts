import type { SceneStep } from "../contract/steps.ts";
import { SceneClosedError } from "../scenes/errors.ts";
import { checkVisual, startVisual } from "../scenes/generate-visual.ts";
import { narrateScene } from "../scenes/narrate-scene.ts";
import { assembleScene } from "./assemble-scene.ts";
import { checkpointIfDue } from "./checkpoint.ts";
import { failScene, giveUpNarration } from "./fail-scene.ts";
import type { JobDeps } from "./job-deps.ts";
import { keepRun } from "./keep-run.ts";
import { loadScene } from "./load-scene.ts";
import { prepareJob } from "./prepare-job.ts";
import { settleJob } from "./settle-job.ts";
import { startScene } from "./start-scene.ts";

/**
 * One step of the state machines "long-video" and "scene". Each may come twice.
 * @returns `prepareResult`, `startSceneResult`, `visualResult`, `assembleResult` of the contract, or {}
 */
export async function performSceneStep(deps: JobDeps, step: SceneStep): Promise<object> {
  switch (step.step) {
    case "prepare":
      return prepareJob(deps, step);
    case "start":
      return startScene(deps, step);
    case "start-visual": {
      const { job, scene } = await workingScene(deps, step);
      return startVisual(deps, job, scene);
    }
    case "check-visual": {
      const { job, scene } = await workingScene(deps, step);
      const look = await checkVisual(deps, job, scene, step.attempt);
      if (look.state === "waiting") await checkpointIfDue(deps, step.runId, job);
      return look;
    }
    case "narrate": {
      const { job, scene } = await workingScene(deps, step);
      await narrateScene(deps, job, scene);
      return {};
    }
    case "narration-failed":
      await giveUpNarration(deps, step);
      return {};
    case "assemble":
      return assembleScene(deps, step);
    case "fail":
      await failScene(deps, step);
      return {};
    case "settle":
      await settleJob(deps, step);
      return {};
  }
}

/** @throws RunEndedError; SceneClosedError when the scene has gone on to another generation */
async function workingScene(
  deps: JobDeps,
  step: { runId: string; jobId: string; sceneId: string; generation: number },
) {
  await keepRun(deps, step.runId);
  const { job, scene, isCurrent } = await loadScene(deps.jobs, step);
  if (!isCurrent) throw new SceneClosedError(step.sceneId, step.generation);
  return { job, scene };
}
