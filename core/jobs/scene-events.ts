import type { Scene } from "../ports/jobs.ts";
import type { JobDeps } from "./job-deps.ts";

type About = Pick<Scene, "sceneId" | "generation" | "index">;

/** `scene_start`, once a generation. */
export async function announceSceneStart(
  { log }: Pick<JobDeps, "log">,
  runId: string,
  { sceneId, generation, index }: About,
): Promise<void> {
  await log.append(runId, `scene_start:${sceneId}:${generation}`, {
    name: "scene_start",
    payload: { sceneId, sceneIndex: index },
  });
}

/** `scene_complete`, once a generation. */
export async function announceSceneEnd(
  { log }: Pick<JobDeps, "log">,
  runId: string,
  { sceneId, generation, voiceError }: Pick<Scene, "sceneId" | "generation" | "voiceError">,
): Promise<void> {
  await log.append(runId, `scene_complete:${sceneId}:${generation}`, {
    name: "scene_complete",
    payload: { sceneId, ...(voiceError !== undefined && { voiceError }) },
  });
}

/** `scene_failed`, once a generation; never without the `scene_start` that its step may have died before. */
export async function announceSceneFailure(
  deps: Pick<JobDeps, "log">,
  runId: string,
  scene: About,
  error: string,
): Promise<void> {
  await announceSceneStart(deps, runId, scene);
  await deps.log.append(runId, `scene_failed:${scene.sceneId}:${scene.generation}`, {
    name: "scene_failed",
    payload: { sceneId: scene.sceneId, error },
  });
}
