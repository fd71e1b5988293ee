import type { SceneInput, SceneLookResult, SceneStep } from "../contract/steps.ts";
import type { Job, Scene } from "../ports/jobs.ts";
import type { Run } from "../ports/runs.ts";
import { SceneClosedError } from "../scenes/errors.ts";
import { checkVisual, startVisual } from "../scenes/generate-visual.ts";
import { narrateScene } from "../scenes/narrate-scene.ts";
import { nextLook, type WaitingLook } from "../scenes/vendor-looks.ts";
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
 * @returns `prepareResult`, `startSceneResult`, `sceneLookResult` of the contract, or {}
 */
export async function performSceneStep(deps: JobDeps, step: SceneStep): Promise<object> {
  switch (step.step) {
    case "prepare":
      return prepareJob(deps, step);
    case "start": {
      const started = await startScene(deps, step);
      if (started !== undefined) await startVisual(deps, started.job, started.scene);
      return { proceed: started !== undefined };
    }
    case "narrate": {
      const run = await keepRun(deps, step.runId);
      const { job, scene } = await currentScene(deps, step);
      const narrated = await narrateScene(deps, job, scene);
      return lookAtScene(deps, run, { job, scene: narrated }, FIRST_LOOK);
    }
    case "narration-failed":
      await giveUpNarration(deps, step);
      return waitingLook(nextLook(FIRST_LOOK + 1));
    case "check-visual":
      return lookAtScene(deps, await keepRun(deps, step.runId), await currentScene(deps, step), step.attempt);
    case "fail":
      await failScene(deps, step);
      return {};
    case "settle":
      await settleJob(deps, step);
      return {};
  }
}

/** Right after the narration and before the first wait: a fast vendor has its picture by then. */
const FIRST_LOOK = 0;

/** Looks at the picture. Once it is there the scene has all it needs: it is completed at once. */
async function lookAtScene(
  deps: JobDeps,
  run: Run,
  found: { readonly job: Job; readonly scene: Scene },
  attempt: number,
): Promise<SceneLookResult> {
  const { job, scene } = found;
  const look = await checkVisual(deps, job, scene, attempt);
  if (look.state === "ready") {
    const { rendersFilm } = await assembleScene(deps, run, found, look.visual);
    return { state: "complete", waitSeconds: 0, attempt: 0, rendersFilm };
  }
  await checkpointIfDue(deps, run.runId, job);
  return waitingLook(look);
}

const waitingLook = (look: WaitingLook): SceneLookResult => ({ ...look, rendersFilm: false });

/** @throws SceneClosedError when the scene has gone on to another generation */
async function currentScene(deps: JobDeps, step: SceneInput) {
  const { job, scene, isCurrent } = await loadScene(deps.jobs, step);
  if (!isCurrent) throw new SceneClosedError(step.sceneId, step.generation);
  return { job, scene };
}
