import { readOwnAsset } from "../assets/own-asset.ts";
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
  deps: Pick<GenerationDeps, "ingest">,
  job: Pick<Job, "userId">,
  remoteUrl: string,
): Promise<SceneMedia> {
  const media = await fetchMedia(deps, job, { field: "remoteUrl", url: remoteUrl });
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
  deps: Pick<GenerationDeps, "ingest">,
  job: Pick<Job, "userId">,
  { narration, narrationUrl }: Pick<Scene, "narration"> & { readonly narrationUrl: string },
): Promise<SceneSpeech> {
  const media = await fetchMedia(deps, job, { field: "narrationUrl", url: narrationUrl });
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

/** @param brought its `url` is the path of what is in the account already, or somebody's address */
async function fetchMedia(
  { ingest }: Pick<GenerationDeps, "ingest">,
  { userId }: Pick<Job, "userId">,
  { field, url }: { readonly field: string; readonly url: string },
): Promise<SceneMedia> {
  const isOwn = readOwnAsset(url, userId) !== undefined;
  try {
    return sceneMedia(await (isOwn ? ingest.fromOwn(userId, url) : ingest.fromUrl(userId, url)));
  } catch (error) {
    if (error instanceof InvalidRequestError) throw refusal(field, error.message);
    throw error;
  }
}

const refusal = (field: string, why: string): InvalidRequestError =>
  new InvalidRequestError("INVALID_MEDIA", [{ path: field, message: why }]);
