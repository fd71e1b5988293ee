export interface BlobFacts {
  readonly sizeInBytes: number;
  readonly mimeType?: string;
  /** When it was put or renewed, in whole seconds. */
  readonly modifiedAtEpochMs: number;
}

/** Bytes by key. One store is private data, one is what the media host serves. */
export interface BlobStore {
  put(
    key: string,
    body: Uint8Array | string,
    options?: { mimeType?: string; cacheControl?: string },
  ): Promise<void>;
  /** Undefined when there is no such key. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Undefined when there is no such key. */
  head(key: string): Promise<BlobFacts | undefined>;
  /** Makes it as young as if it had been put now, for rules that end what is old. @returns false when there is no such key */
  renew(key: string): Promise<boolean>;
  delete(key: string): Promise<void>;
}
