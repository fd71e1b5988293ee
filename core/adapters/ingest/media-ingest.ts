import { createHash } from "node:crypto";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { Ingest, IngestedAsset } from "../../ports/ingest.ts";
import { type FetchLimits, guardedFetch } from "./guarded-fetch.ts";
import type { Resolve } from "./guarded-request.ts";
import { probe } from "./probe.ts";
import type { EgressAllowList } from "./public-addresses.ts";
import { refuse } from "./refuse.ts";

/** A clip of a minute at a high bit rate fits; a Lambda's memory does, too. */
const DEFAULT_LIMITS: FetchLimits = { maxBytes: 200 * 1024 * 1024, timeoutMs: 60_000, maxRedirects: 4 };

export interface MediaIngestOptions {
  /** What the media host serves. */
  readonly media: BlobStore;
  readonly allowList: EgressAllowList;
  readonly limits?: FetchLimits;
  readonly resolve?: Resolve;
}

/**
 * The one way for media from outside: guarded fetch → probe → content-addressed put under the account. The same bytes
 * again are the same asset, so a repeated step stores nothing twice.
 */
export class MediaIngest implements Ingest {
  readonly #options: MediaIngestOptions;

  constructor(options: MediaIngestOptions) {
    this.#options = options;
  }

  async fromUrl(userId: string, url: string): Promise<IngestedAsset> {
    const { allowList, limits = DEFAULT_LIMITS, resolve } = this.#options;
    const bytes = await guardedFetch(url, { allowList, limits, ...(resolve && { resolve }) });
    return this.fromBytes(userId, bytes);
  }

  async fromBytes(userId: string, bytes: Uint8Array): Promise<IngestedAsset> {
    const { media, limits = DEFAULT_LIMITS } = this.#options;
    if (bytes.length > limits.maxBytes) throw refuse(`Media may have at most ${limits.maxBytes} bytes.`);
    const { extension, ...facts } = probe(bytes);
    const contentHash = createHash("sha256").update(bytes).digest("hex");
    const key = `assets/${userId}/${contentHash}.${extension}`;
    if ((await media.head(key)) === undefined) {
      await media.put(key, bytes, {
        mimeType: facts.mimeType,
        cacheControl: "public, max-age=31536000, immutable",
      });
    }
    return { ...facts, path: `/${key}`, contentHash, sizeInBytes: bytes.length };
  }
}
