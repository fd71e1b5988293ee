import { readOwnAsset } from "../assets/own-asset.ts";
import { itemsInTimelineOrder } from "../compositions/timeline.ts";
import type { Asset, Composition } from "../contract/composition.ts";
import { InvalidRequestError, TransientError } from "../contract/errors.ts";
import type { Ingest, IngestedAsset } from "../ports/ingest.ts";
import { MediaUnreachableError } from "./errors.ts";

/**
 * The composition with every asset that is used brought into the account: renderers and the finisher load nothing else.
 *
 * @throws {InvalidRequestError} INVALID_MEDIA, naming the asset: it has no bytes, is refused, is of another kind than it
 *   says, or is another account's
 * @throws {MediaUnreachableError} naming the asset: whoever has it does not answer @throws {TransientError}
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
      ? ownAsset(asset, asset.remoteUrl, userId)
      : await fetchedAsset(ingest, userId, asset, asset.remoteUrl);
  }
  return { ...composition, assets: { ...composition.assets, ...assets } };
}

/** Its hash is read from its path: a client that changed the one may have left the other as it was. */
function ownAsset(asset: Asset, path: string, userId: string): Asset {
  const own = readOwnAsset(path, userId);
  if (own === undefined) throw refuse(asset.id, "is not in this account");
  if (own.kind !== undefined) checkKind(asset, own.kind);
  return { ...asset, contentHash: own.contentHash };
}

async function fetchedAsset(
  ingest: Pick<Ingest, "fromUrl">,
  userId: string,
  asset: Asset,
  url: string,
): Promise<Asset> {
  let ingested: IngestedAsset;
  try {
    ingested = await ingest.fromUrl(userId, url);
  } catch (error) {
    if (error instanceof TransientError) throw new MediaUnreachableError(asset.id, error);
    if (error instanceof InvalidRequestError) throw refuse(asset.id, error.message);
    throw error;
  }
  const { path, contentHash, mimeType, kind } = ingested;
  checkKind(asset, kind);
  return { ...asset, remoteUrl: path, contentHash, mimeType };
}

/** The sound of a clip may be used as audio. */
function checkKind(asset: Asset, kind: IngestedAsset["kind"]): void {
  if (kind === asset.type || (asset.type === "audio" && kind === "video")) return;
  throw refuse(asset.id, `says that it is ${asset.type}, and is ${kind}`);
}

function refuse(assetId: string, message: string): InvalidRequestError {
  return new InvalidRequestError("INVALID_MEDIA", [{ path: `composition.assets.${assetId}`, message }]);
}
