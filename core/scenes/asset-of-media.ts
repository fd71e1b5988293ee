import type { Asset } from "../contract/composition.ts";
import type { SceneMedia } from "../ports/jobs.ts";

/** What a generated asset was made from, so that it can be made again with a part of it changed. */
export type MadeFrom = Pick<Asset, "prompt" | "spokenText" | "voiceId">;

/** Ingested media as an asset of a composition; `remoteUrl` is its path, as stores keep it. */
export function assetOf(id: string, media: SceneMedia, madeFrom: MadeFrom): Asset {
  const { kind, path, contentHash, mimeType, width, height, durationInSeconds } = media;
  return {
    id,
    type: kind,
    remoteUrl: path,
    contentHash,
    mimeType,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(durationInSeconds !== undefined && { durationInSeconds }),
    ...madeFrom,
  };
}
