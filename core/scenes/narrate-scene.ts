import type { Caption } from "../contract/composition.ts";
import type { Job, Scene, SceneSpeech } from "../ports/jobs.ts";
import type { SpokenWord } from "../ports/speaker.ts";
import { SceneClosedError } from "./errors.ts";
import { type GenerationDeps, sceneMedia } from "./generation-deps.ts";
import { fetchNarration } from "./own-media.ts";

/**
 * Speaks a scene's narration and keeps the audio and the time of every word. Once per generation: a repeat finds it.
 * Narration that somebody brought is fetched instead.
 *
 * @returns the scene with it
 * @throws TransientError, ProviderError of the speech vendor; InvalidRequestError (INVALID_MEDIA) for what somebody
 *   brought; SceneClosedError when the generation is over
 */
export async function narrateScene(deps: GenerationDeps, job: Job, scene: Scene): Promise<Scene> {
  const isSettled = scene.speech !== undefined || typeof scene.voiceError === "string";
  const { narrationUrl } = scene;
  if (isSettled || isSilent(scene)) return scene;
  if (scene.state !== "running") throw new SceneClosedError(scene.sceneId, scene.generation);
  const speech =
    narrationUrl === undefined
      ? await speak(deps, job, scene)
      : await fetchNarration(deps, job, { ...scene, narrationUrl });
  const narrated = await deps.jobs.updateScene(
    job.jobId,
    scene.sceneId,
    { speech },
    { generation: scene.generation, states: ["running"] },
  );
  if (narrated === undefined) throw new SceneClosedError(scene.sceneId, scene.generation);
  return narrated;
}

/** Nothing is to be heard in it. */
export const isSilent = ({ voice, narrationUrl, narration }: Scene): boolean =>
  voice === "none" || (narrationUrl === undefined && narration.trim() === "");

async function speak(deps: GenerationDeps, job: Job, scene: Scene): Promise<SceneSpeech> {
  const { audio, durationInSeconds, words, voiceId } = await deps.speaker.speak({
    text: scene.narration,
    locale: job.locale,
    voiceId: job.voiceId,
  });
  const media = sceneMedia(await deps.ingest.fromBytes(job.userId, audio));
  return { media, durationInSeconds, captions: captionsOf(words), voiceId };
}

/** The spoken words as captions: in ms from the start of the audio. */
export const captionsOf = (words: readonly SpokenWord[]): Caption[] =>
  words.map(({ text, startMs, endMs }) => ({ text, startMs, endMs }));
