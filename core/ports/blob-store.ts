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
  head(key: string): Promise<{ sizeInBytes: number; mimeType?: string } | undefined>;
  delete(key: string): Promise<void>;
}
