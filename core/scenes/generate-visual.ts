import { InvalidRequestError, ProviderError } from "../contract/errors.ts";
import type { Job, Scene, SceneMedia } from "../ports/jobs.ts";
import type { VendorJob, VendorJobState } from "../ports/media-makers.ts";
import { SceneClosedError } from "./errors.ts";
import { type GenerationDeps, sceneMedia } from "./generation-deps.ts";
import { seedOf } from "./ken-burns.ts";
import { fetchVisual } from "./own-media.ts";
import { type Look, MAX_LOOKS, MAX_VENDOR_TRIES, nextLook } from "./vendor-looks.ts";
import { imageRequest, videoRequest } from "./visual-request.ts";

/**
 * Starts the picture or clip of a scene's generation, once: a repeat finds the vendor's job in the scene's record and
 * goes on looking at it. What somebody brought is there at once, and kept.
 *
 * @throws TransientError, ProviderError of the vendor; InvalidRequestError (INVALID_MEDIA) for what somebody brought;
 *   SceneClosedError when the generation is over
 */
export async function startVisual(deps: GenerationDeps, job: Job, scene: Scene): Promise<void> {
  if (scene.visual !== undefined) return;
  if (scene.state !== "running") throw new SceneClosedError(scene.sceneId, scene.generation);
  if (scene.remoteUrl !== undefined) {
    return keepVisual(deps, scene, await fetchVisual(deps, job, scene.remoteUrl));
  }
  if (scene.visualJob === undefined) await startOnce(deps, job, scene);
}

/**
 * Looks at it. A failure that may pass starts it again, at most {@link MAX_VENDOR_TRIES} times in all; so does a result
 * that ingest refuses, since a vendor's nonsense is often not repeated.
 *
 * @param attempt number of this look, from 1
 * @returns what was made is not kept yet: it becomes part of the scene when that is complete
 * @throws ProviderError when the vendor gave up or took too long
 */
export async function checkVisual(
  deps: GenerationDeps,
  job: Job,
  scene: Scene,
  attempt: number,
): Promise<Look> {
  if (scene.visual !== undefined) return { state: "ready", visual: scene.visual };
  if (scene.state !== "running") throw new SceneClosedError(scene.sceneId, scene.generation);
  const { visualJob } = scene;
  if (visualJob === undefined) {
    await startOnce(deps, job, scene);
    return nextLook(attempt + 1);
  }
  const state = await checkAtVendor(deps, scene, visualJob);
  if (state.state === "waiting") {
    if (attempt < MAX_LOOKS) return nextLook(attempt + 1);
    await deps.cancels?.cancel(visualJob);
    throw new ProviderError("The picture took too long.");
  }
  const made = state.state === "ready" ? await ingestVisual(deps, job, scene, state.url) : state;
  if (made.state === "failed") {
    if (!made.isRetryable || (scene.visualTries ?? 1) >= MAX_VENDOR_TRIES || attempt >= MAX_LOOKS) {
      throw new ProviderError(`The picture could not be made: ${made.message}`);
    }
    await startOnce(deps, job, scene);
    return nextLook(attempt + 1);
  }
  return { state: "ready", visual: made.media };
}

/** @throws SceneClosedError */
async function keepVisual(deps: GenerationDeps, scene: Scene, visual: SceneMedia): Promise<void> {
  const { jobId, sceneId, generation } = scene;
  const kept = await deps.jobs.updateScene(jobId, sceneId, { visual }, { generation, states: ["running"] });
  if (kept === undefined) throw new SceneClosedError(sceneId, generation);
}

function checkAtVendor(deps: GenerationDeps, scene: Scene, visualJob: VendorJob): Promise<VendorJobState> {
  return scene.visualKind === "video" ? deps.videos.checkVideo(visualJob) : deps.images.checkImage(visualJob);
}

type Made =
  | { readonly state: "made"; readonly media: SceneMedia }
  | { readonly state: "failed"; readonly message: string; readonly isRetryable: boolean };

async function ingestVisual(deps: GenerationDeps, job: Job, scene: Scene, url: string): Promise<Made> {
  try {
    const asset = await deps.ingest.fromUrl(job.userId, url);
    if (asset.kind === scene.visualKind) return { state: "made", media: sceneMedia(asset) };
    return { state: "failed", message: `it is ${asset.kind}, not ${scene.visualKind}`, isRetryable: true };
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return { state: "failed", message: error.message, isRetryable: true };
  }
}

/** Starts at the vendor and writes down what was started, unless another delivery of this step was faster. */
async function startOnce(deps: GenerationDeps, job: Job, scene: Scene): Promise<void> {
  const { width, height, locale } = job;
  const tries = (scene.visualTries ?? 0) + 1;
  const wanted = { prompt: scene.visualPrompt, width, height };
  const seed = seedOf(`${job.jobId}/${scene.sceneId}/${scene.generation}/${tries}`);
  const visualJob =
    scene.visualKind === "video"
      ? await deps.videos.startVideo(videoRequest(wanted, scene, locale))
      : await deps.images.startImage(imageRequest(wanted, seed));
  const kept = await deps.jobs.updateScene(
    job.jobId,
    scene.sceneId,
    { visualJob, visualTries: tries },
    {
      generation: scene.generation,
      states: ["running"],
      visualJobId: scene.visualJob?.vendorJobId ?? null,
    },
  );
  if (kept === undefined && !(await isKnown(deps, scene, visualJob))) await deps.cancels?.cancel(visualJob);
}

/** A write whose answer was lost is repeated below us, and then finds what it wrote itself. */
async function isKnown({ jobs }: GenerationDeps, scene: Scene, visualJob: VendorJob): Promise<boolean> {
  const stored = await jobs.getScene(scene.jobId, scene.sceneId);
  return stored?.visualJob?.vendorJobId === visualJob.vendorJobId;
}
