import { creditsForScene, creditsForSpeech } from "../catalog/rates.ts";
import type { Locale } from "../contract/locale.ts";
import type { PlannedScene, Scene } from "../ports/jobs.ts";
import { clipSeconds } from "../scenes/scene-length.ts";

/**
 * What one generation of a scene may cost at most: its visual, and all of its narration. What somebody brings is free.
 * Whole credits.
 */
export function scenePrice(scene: PlannedScene, locale: Locale): number {
  const narrationCharacters = isSpoken(scene) ? scene.narration.length : 0;
  if (scene.remoteUrl !== undefined) return creditsForSpeech(narrationCharacters);
  const videoSeconds = scene.visualKind === "video" ? clipSeconds(scene, locale) : 0;
  return creditsForScene({ videoSeconds, narrationCharacters });
}

/** Whether the speech vendor is asked. */
const isSpoken = ({ voice, narrationUrl }: PlannedScene): boolean =>
  voice !== "none" && narrationUrl === undefined;

/** What it cost: without a voice, the narration is free. */
export const sceneCost = (scene: Scene, locale: Locale): number =>
  scenePrice(scene.speech === undefined ? { ...scene, voice: "none" } : scene, locale);

/** Of a scene's narration, before there is a plan. */
export const TYPICAL_NARRATION_CHARACTERS = 250;

/** One picture and a narration of usual length, before there is a plan. Whole credits. */
export const TYPICAL_SCENE_CREDITS = creditsForScene({
  videoSeconds: 0,
  narrationCharacters: TYPICAL_NARRATION_CHARACTERS,
});

/** Wall-clock minutes until the film's scenes are made; a picture's scene takes about 12 s, a clip's 90 s, four at once. */
export function estimatedMinutes(scenes: readonly Pick<Scene, "visualKind">[]): number {
  const seconds = scenes.reduce((sum, { visualKind }) => sum + (visualKind === "video" ? 90 : 12), 0);
  return Math.max(1, Math.ceil(seconds / 4 / 60));
}
