import type { BlobStore } from "../../../core/ports/blob-store.ts";

export function inMemoryBlobStore(): BlobStore & { readonly keys: () => string[] } {
  const blobs = new Map<string, { bytes: Uint8Array; mimeType?: string }>();
  return {
    keys: () => [...blobs.keys()],
    async put(key, body, { mimeType } = {}) {
      const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body.slice();
      blobs.set(key, { bytes, ...(mimeType !== undefined && { mimeType }) });
    },
    get: async (key) => blobs.get(key)?.bytes,
    async head(key) {
      const found = blobs.get(key);
      if (found === undefined) return undefined;
      const { bytes, mimeType } = found;
      return { sizeInBytes: bytes.byteLength, ...(mimeType !== undefined && { mimeType }) };
    },
    async delete(key) {
      blobs.delete(key);
    },
  };
}
