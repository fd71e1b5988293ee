import type { FinishDeps } from "./deps.ts";
import { planOf, runningRender } from "./running-render.ts";

/** What the user sees while the film is put together. */
const FINISHING = 0.94;

/** Puts the film together; every segment is there by now. @throws {RenderEndedError} @throws {TransientError} */
export async function finishFilm(deps: FinishDeps, renderId: string): Promise<{ renderId: string }> {
  const { projectId, outputPath } = await runningRender(deps, renderId);
  const { fps, durationInFrames, segments, audio, music } = await planOf(deps, renderId);
  await deps.projects.update(projectId, { renderProgress: FINISHING }, { renderId, status: ["rendering"] });
  const segmentKeys = segments.map(({ key }) => key);
  await deps.finisher.finish({
    segmentKeys,
    fps,
    durationInFrames,
    audio,
    outputPath,
    ...(music !== undefined && { music }),
  });
  return { renderId };
}
