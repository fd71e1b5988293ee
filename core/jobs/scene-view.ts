import type { Locale } from "../contract/locale.ts";
import type { PlannedScene, Scene } from "../ports/jobs.ts";
import { scenePrice } from "./scene-price.ts";

/** What a scene is made from, and nothing else. */
export function planOf(scene: PlannedScene): PlannedScene {
  const { title, narration, visualKind, visualPrompt } = scene;
  const { remoteUrl, narrationUrl, voice, durationInSeconds } = scene;
  return {
    title,
    narration,
    visualKind,
    visualPrompt,
    ...(remoteUrl !== undefined && { remoteUrl }),
    ...(narrationUrl !== undefined && { narrationUrl }),
    ...(voice !== undefined && { voice }),
    ...(durationInSeconds !== undefined && { durationInSeconds }),
  };
}

/** A planned scene as a client sees it. `credits`: what making it costs at most. */
export const sceneView = (scene: Scene, locale: Locale) => ({
  sceneId: scene.sceneId,
  sceneIndex: scene.index,
  ...planOf(scene),
  credits: scenePrice(scene, locale),
});
