import type { Caption } from "../contract/composition.ts";
import type { Job, Scene } from "../ports/jobs.ts";
import type { SpokenWord } from "../ports/speaker.ts";
import { SceneClosedError } from "./errors.ts";
import { type GenerationDeps, sceneMedia } from "./generation-deps.ts";

/**
 * Speaks a scene's narration and keeps the audio and the time of every word. Once per generation: a repeat finds it.
 * @throws TransientError, ProviderError of the speech vendor; SceneClosedError when the generation is over
 */
export async function narrateScene(deps: GenerationDeps, job: Job, scene: Scene): Promise<void> {
  const isSettled = scene.speech !== undefined || typeof scene.voiceError === "string";
  if (isSettled || scene.narration.trim() === "") return;
  if (scene.state !== "running") throw new SceneClosedError(scene.sceneId, scene.generation);
  const speech = await deps.speaker.speak({
    text: scene.narration,
    locale: job.locale,
    voiceId: job.voiceId,
  });
  const media = sceneMedia(await deps.ingest.fromBytes(job.userId, speech.audio));
  const isKept = await deps.jobs.updateScene(
    job.jobId,
    scene.sceneId,
    {
      speech: {
        media,
        durationInSeconds: speech.durationInSeconds,
        captions: captionsOf(speech.words),
        voiceId: speech.voiceId,
      },
    },
    { generation: scene.generation, states: ["running"] },
  );
  if (!isKept) throw new SceneClosedError(scene.sceneId, scene.generation);
}

/** The spoken words as captions: in ms from the start of the audio. */
export const captionsOf = (words: readonly SpokenWord[]): Caption[] =>
  words.map(({ text, startMs, endMs }) => ({ text, startMs, endMs }));
