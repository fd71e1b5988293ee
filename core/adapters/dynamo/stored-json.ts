import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import * as z from "zod";
import type { BlobStore } from "../../ports/blob-store.ts";

/** Sizes up to which a value stays in its item, as text and gzipped. */
export interface InlineLimits {
  readonly plainBytes: number;
  readonly gzippedBytes: number;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** JSON as it is kept in an item: as text, gzipped, or in S3 (gzipped) by its key. Exactly one of them. */
export const storedJson = z.union([
  z.object({ json: z.string() }),
  z.object({ gzipped: z.instanceof(Uint8Array) }),
  z.object({ blobKey: z.string() }),
]);
export type StoredJson = z.infer<typeof storedJson>;

/**
 * Puts JSON where it fits by its size.
 * @param blobKey where in `blobs` it goes if it is large; unique to this value, for it is never overwritten by another
 */
export async function storeJson(
  blobs: BlobStore,
  blobKey: string,
  value: unknown,
  limits: InlineLimits,
): Promise<StoredJson> {
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) <= limits.plainBytes) return { json };
  const gzipped = await compress(json);
  if (gzipped.byteLength <= limits.gzippedBytes) return { gzipped };
  await blobs.put(blobKey, gzipped, { mimeType: "application/gzip" });
  return { blobKey };
}

/** The object is not in S3 (any more): what named it is older than what is there now. */
export class MissingBlobError extends Error {
  constructor(blobKey: string) {
    super(`There is no object ${blobKey}.`);
    this.name = "MissingBlobError";
  }
}

/** @throws {MissingBlobError} */
export async function loadJson(blobs: BlobStore, stored: StoredJson): Promise<unknown> {
  if ("json" in stored) return JSON.parse(stored.json);
  if ("gzipped" in stored) return JSON.parse((await decompress(stored.gzipped)).toString("utf8"));
  const bytes = await blobs.get(stored.blobKey);
  if (bytes === undefined) throw new MissingBlobError(stored.blobKey);
  return JSON.parse((await decompress(bytes)).toString("utf8"));
}
