/** What a path of an asset that is in the account says of it. */
export interface OwnAsset {
  /** SHA-256 of the bytes, hex. */
  readonly contentHash: string;
  /** Undefined for an ending that ingest does not write. */
  readonly kind: "image" | "video" | "audio" | undefined;
}

/** By the endings that ingest writes. */
const kinds: Readonly<Record<string, "image" | "video" | "audio">> = {
  png: "image",
  jpg: "image",
  gif: "image",
  webp: "image",
  mp4: "video",
  m4a: "audio",
  mp3: "audio",
  wav: "audio",
};

/**
 * Reads the path under which ingest stored an asset. The name is the content's hash, so nothing else that a client wrote
 * beside it has to be believed; and a path with anything more to it (`..`, `%2e`, a query) is none of ours.
 *
 * @returns undefined when it is not in this account
 */
export function readOwnAsset(path: string, userId: string): OwnAsset | undefined {
  const prefix = `/assets/${userId}/`;
  const [, contentHash, ending] =
    /^([\w-]+)\.(\w+)$/.exec(path.startsWith(prefix) ? path.slice(prefix.length) : "") ?? [];
  if (contentHash === undefined || ending === undefined) return undefined;
  return { contentHash, kind: kinds[ending] };
}
