import { itemsInTimelineOrder } from "../compositions/timeline.ts";
import type { Asset, Composition } from "../contract/composition.ts";
import { InvalidRequestError } from "../contract/errors.ts";
import type { Ingest } from "../ports/ingest.ts";

/**
 * The composition with every asset that is used brought into the account: renderers and the finisher load nothing else.
 *
 * @throws {InvalidRequestError} INVALID_MEDIA, naming the asset: it has no bytes, is refused, or is another account's
 * @throws {TransientError}
 */
export async function ingestAssets(
  ingest: Pick<Ingest, "fromUrl">,
  userId: string,
  composition: Composition,
): Promise<Composition> {
  const used = new Set(
    itemsInTimelineOrder(composition).flatMap((item) =>
      "assetId" in item && typeof item.assetId === "string" ? [item.assetId] : [],
    ),
  );
  const assets: Record<string, Asset> = {};
  // One after the other: each may be as large as this function's memory allows.
  for (const assetId of used) {
    const asset = composition.assets[assetId];
    if (!asset?.remoteUrl) throw refuse(assetId, "has no remoteUrl");
    assets[assetId] = asset.remoteUrl.startsWith("/")
      ? ownAsset(asset, userId)
      : await fetchedAsset(ingest, userId, asset, asset.remoteUrl);
  }
  return { ...composition, assets: { ...composition.assets, ...assets } };
}

function ownAsset(asset: Asset, userId: string): Asset {
  if (!asset.remoteUrl?.startsWith(`/assets/${userId}/`)) throw refuse(asset.id, "is not in this account");
  return asset;
}

async function fetchedAsset(
  ingest: Pick<Ingest, "fromUrl">,
  userId: string,
  asset: Asset,
  url: string,
): Promise<Asset> {
  try {
    const { path, contentHash, mimeType } = await ingest.fromUrl(userId, url);
    return { ...asset, remoteUrl: path, contentHash, mimeType };
  } catch (error) {
    if (error instanceof InvalidRequestError) throw refuse(asset.id, error.message);
    throw error;
  }
}

function refuse(assetId: string, message: string): InvalidRequestError {
  return new InvalidRequestError("INVALID_MEDIA", [{ path: `composition.assets.${assetId}`, message }]);
}
