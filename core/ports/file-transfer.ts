/** Bytes between a blob store and a file on disk, without passing through memory as a whole. */
export interface FileTransfer {
  /** @throws Error when there is no such key */
  download(key: string, file: string): Promise<void>;
  upload(file: string, key: string, options: { mimeType: string; cacheControl?: string }): Promise<void>;
}
