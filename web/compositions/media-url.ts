import type { Asset } from "../../core/contract/composition.ts";

/** The URL of an asset's bytes: paths are on the media host. @throws Error when the asset is missing or has no bytes yet */
export function mediaUrl(asset: Asset | undefined, mediaBaseUrl: string): string {
  if (!asset) throw new Error("An item names an asset that the composition does not have.");
  if (!asset.remoteUrl) throw new Error(`Asset ${asset.id} has no remoteUrl: there is nothing to show.`);
  return asset.remoteUrl.startsWith("/") ? mediaBaseUrl + asset.remoteUrl : asset.remoteUrl;
}
