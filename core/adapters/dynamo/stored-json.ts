import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import * as z from "zod";
import type { BlobStore } from "../../ports/blob-store.ts";

/** An item holds 400 KB; a page of a query 1 MB, and a reader wants several events in one. */
const MAX_PLAIN_BYTES = 100_000;
const MAX_GZIPPED_BYTES = 200_000;

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
  maxPlainBytes = MAX_PLAIN_BYTES,
): Promise<StoredJson> {
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) <= maxPlainBytes) return { json };
  const gzipped = await compress(json);
  if (gzipped.byteLength <= MAX_GZIPPED_BYTES) return { gzipped };
  await blobs.put(blobKey, gzipped, { mimeType: "application/gzip" });
  return { blobKey };
}

/** @throws {Error} S3 has no such key (any more) */
export async function loadJson(blobs: BlobStore, stored: StoredJson): Promise<unknown> {
  if ("json" in stored) return JSON.parse(stored.json);
  if ("gzipped" in stored) return JSON.parse((await decompress(stored.gzipped)).toString("utf8"));
  const bytes = await blobs.get(stored.blobKey);
  if (bytes === undefined) throw new Error(`There is no object ${stored.blobKey}.`);
  return JSON.parse((await decompress(bytes)).toString("utf8"));
}
