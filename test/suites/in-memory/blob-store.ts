import type { BlobStore } from "../../../core/ports/blob-store.ts";

export function inMemoryBlobStore(
  now: () => number = Date.now,
): BlobStore & { readonly keys: () => string[] } {
  const blobs = new Map<string, { bytes: Uint8Array; mimeType?: string; modifiedAtEpochMs: number }>();
  const thisSecond = () => Math.floor(now() / 1000) * 1000;
  return {
    keys: () => [...blobs.keys()],
    async put(key, body, { mimeType } = {}) {
      const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body.slice();
      blobs.set(key, {
        bytes,
        ...(mimeType !== undefined && { mimeType }),
        modifiedAtEpochMs: thisSecond(),
      });
    },
    get: async (key) => blobs.get(key)?.bytes,
    async head(key) {
      const found = blobs.get(key);
      if (found === undefined) return undefined;
      const { bytes, ...facts } = found;
      return { sizeInBytes: bytes.byteLength, ...facts };
    },
    async renew(key) {
      const found = blobs.get(key);
      if (found) blobs.set(key, { ...found, modifiedAtEpochMs: thisSecond() });
      return found !== undefined;
    },
    async delete(key) {
      blobs.delete(key);
    },
  };
}
