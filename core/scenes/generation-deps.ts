import type { Ingest, IngestedAsset } from "../ports/ingest.ts";
import type { JobStore, SceneMedia } from "../ports/jobs.ts";
import type { CancelsVendorJobs, ImageMaker, VideoMaker } from "../ports/media-makers.ts";
import type { Speaker } from "../ports/speaker.ts";

/** What generating a scene needs of the outside. */
export interface GenerationDeps {
  readonly jobs: JobStore;
  readonly images: ImageMaker;
  readonly videos: VideoMaker;
  /** Absent: a vendor's work that nobody waits for any more runs to its end. */
  readonly cancels?: CancelsVendorJobs;
  readonly speaker: Speaker;
  readonly ingest: Ingest;
}

/** What a scene keeps of an ingested asset. */
export function sceneMedia(asset: IngestedAsset): SceneMedia {
  const { path, contentHash, mimeType, kind, width, height, durationInSeconds } = asset;
  return {
    path,
    contentHash,
    mimeType,
    kind,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(durationInSeconds !== undefined && { durationInSeconds }),
  };
}
