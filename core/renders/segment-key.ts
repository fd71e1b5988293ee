import type { Asset, Composition } from "../contract/composition.ts";
import type { SegmentPicture, Sha256 } from "../ports/segment-renderer.ts";

/**
 * Where a segment's MP4 is: named by everything that can change a pixel of it, below the account.
 *
 * @param picture made by segmentComposition, so that it holds nothing but what is drawn
 * @param fingerprint the renderer's
 * @returns a key of the data bucket, `segments/<userId>/<64 hex digits>.mp4`
 */
export function segmentKey(
  sha256: Sha256,
  { userId, fingerprint, picture }: { userId: string; fingerprint: string; picture: SegmentPicture },
): string {
  const { composition, durationInFrames, scale } = picture;
  const content = { fingerprint, userId, scale, durationInFrames, composition: byContent(composition) };
  return `segments/${userId}/${sha256(sortedJson(content))}.mp4`;
}

/** Assets by what they are, not by where they lie. */
function byContent(composition: Composition): unknown {
  const assets = Object.entries(composition.assets).map(
    ([id, { contentHash, remoteUrl }]: [string, Asset]) => [id, contentHash ?? remoteUrl],
  );
  return { ...composition, assets: Object.fromEntries(assets) };
}

/** JSON with sorted keys: the order in which a client wrote them is no difference. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
