/** What ingest made of bytes from outside: ours, content-addressed, probed. */
export interface IngestedAsset {
  /** Path on the media host, `/assets/<userId>/<contentHash>.<ext>`. */
  readonly path: string;
  readonly contentHash: string;
  readonly kind: "image" | "video" | "audio";
  readonly mimeType: string;
  readonly sizeInBytes: number;
  readonly width?: number;
  readonly height?: number;
  readonly durationInSeconds?: number;
}

/** The one way for media from outside. @throws InvalidRequestError for what is refused, TransientError for what may pass */
export interface Ingest {
  fromUrl(userId: string, url: string): Promise<IngestedAsset>;
  fromBytes(userId: string, bytes: Uint8Array): Promise<IngestedAsset>;
  /** What ingest has stored already. @param path as `readOwnAsset` takes it, of this account */
  fromOwn(userId: string, path: string): Promise<IngestedAsset>;
}
