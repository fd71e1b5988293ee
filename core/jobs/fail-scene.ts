import { ProviderError } from "../contract/errors.ts";
import type { CaughtError, SceneInput } from "../contract/steps.ts";
import { isSilent } from "../scenes/narrate-scene.ts";
import { announceScene } from "./assemble-scene.ts";
import { describeCaught } from "./caught-errors.ts";
import { endGeneration } from "./end-generation.ts";
import type { JobDeps } from "./job-deps.ts";
import { loadScene } from "./load-scene.ts";
import { announceSceneFailure } from "./scene-events.ts";

/**
 * Ends a scene's generation because a step gave up. A scene that got complete all the same stays complete; one that
 * was replaced stays as it is. The job goes on.
 */
export async function failScene(
  deps: JobDeps,
  { error, ...input }: SceneInput & { readonly error: CaughtError },
): Promise<void> {
  const { job, scene, isCurrent } = await loadScene(deps.jobs, input);
  if (!isCurrent) return;
  if (scene.state === "complete") return announceScene(deps, input.runId, job, scene);
  const { message } = describeCaught(error);
  if (!(await endGeneration(deps, job, scene, message))) return failScene(deps, { ...input, error });
  await announceSceneFailure(deps, input.runId, scene, message);
}

/**
 * The narration gave up: the scene goes on without a voice, and says so when it completes. Without the narration that
 * somebody brought it is not the scene that was asked for, and fails.
 *
 * @throws ProviderError saying why
 */
export async function giveUpNarration(
  deps: JobDeps,
  { error, ...input }: SceneInput & { readonly error: CaughtError },
): Promise<void> {
  const { job, scene, isCurrent } = await loadScene(deps.jobs, input);
  // The step looked at the picture as well: then it is not the narration that gave up.
  if (!isCurrent || scene.speech !== undefined || isSilent(scene)) return;
  const { message } = describeCaught(error);
  if (scene.narrationUrl !== undefined) throw new ProviderError(message);
  await deps.jobs.updateScene(
    job.jobId,
    scene.sceneId,
    { voiceError: message },
    { generation: scene.generation, states: ["running"] },
  );
}
