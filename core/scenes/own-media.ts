import { InvalidRequestError } from "../contract/errors.ts";
import { MAX_SCENE_SECONDS } from "../contract/job-api.ts";
import type { Job, Scene, SceneMedia, SceneSpeech } from "../ports/jobs.ts";
import { type GenerationDeps, sceneMedia } from "./generation-deps.ts";
import { spreadWords } from "./spread-words.ts";

/**
 * The picture or clip that somebody brought for a scene, as ours.
 * @throws InvalidRequestError (INVALID_MEDIA) saying what is wrong with it; TransientError while its host does not answer
 */
export async function fetchVisual(
  { ingest }: Pick<GenerationDeps, "ingest">,
  { userId }: Pick<Job, "userId">,
  remoteUrl: string,
): Promise<SceneMedia> {
  const media = await fetchMedia("remoteUrl", () => ingest.fromUrl(userId, remoteUrl));
  if (media.kind === "audio") throw refusal("remoteUrl", "it is audio, neither a picture nor a clip.");
  return media;
}

/**
 * The narration that somebody brought. What it says has no times: its words are spread over its length, and without
 * words there are no captions.
 *
 * @throws as {@link fetchVisual}
 */
export async function fetchNarration(
  { ingest }: Pick<GenerationDeps, "ingest">,
  { userId }: Pick<Job, "userId">,
  { narration, narrationUrl }: Pick<Scene, "narration"> & { readonly narrationUrl: string },
): Promise<SceneSpeech> {
  const media = await fetchMedia("narrationUrl", () => ingest.fromUrl(userId, narrationUrl));
  const { durationInSeconds } = media;
  if (media.kind !== "audio" || durationInSeconds === undefined) {
    throw refusal("narrationUrl", `it is ${media.kind}, not audio.`);
  }
  if (durationInSeconds > MAX_SCENE_SECONDS) {
    throw refusal("narrationUrl", `it is longer than ${MAX_SCENE_SECONDS} seconds.`);
  }
  const captions = spreadWords(narration, durationInSeconds * 1000);
  return { media, durationInSeconds, captions, voiceId: "own" };
}

async function fetchMedia(field: string, get: () => ReturnType<GenerationDeps["ingest"]["fromUrl"]>) {
  try {
    return sceneMedia(await get());
  } catch (error) {
    if (error instanceof InvalidRequestError) throw refusal(field, error.message);
    throw error;
  }
}

const refusal = (field: string, why: string): InvalidRequestError =>
  new InvalidRequestError("INVALID_MEDIA", [{ path: field, message: why }]);
