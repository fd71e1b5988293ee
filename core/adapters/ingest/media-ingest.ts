import { createHash } from "node:crypto";
import * as z from "zod";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { Ingest, IngestedAsset } from "../../ports/ingest.ts";
import { type FetchLimits, guardedFetch, hasAny, type Validators } from "./guarded-fetch.ts";
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
  /** Where it is kept what a URL gave and by what it is known again, so that an asset is not fetched twice. @default nowhere */
  readonly memory?: Pick<BlobStore, "get" | "put">;
  readonly limits?: FetchLimits;
  readonly resolve?: Resolve;
}

const fetchedBefore = z.object({
  asset: z.object({
    path: z.string(),
    contentHash: z.string(),
    kind: z.enum(["image", "video", "audio"]),
    mimeType: z.string(),
    sizeInBytes: z.number(),
    width: z.number().exactOptional(),
    height: z.number().exactOptional(),
    durationInSeconds: z.number().exactOptional(),
  }),
  validators: z.object({ etag: z.string().exactOptional(), lastModified: z.string().exactOptional() }),
});

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
    const remembered = await this.#recall(userId, url);
    const options = { allowList, limits, ...(resolve && { resolve }) };
    const fetched = await guardedFetch(url, { ...options, known: remembered?.validators ?? {} });
    if (fetched === undefined && remembered) return remembered.asset;
    if (fetched === undefined) throw new Error("The server was not asked whether anything changed.");
    const asset = await this.fromBytes(userId, fetched.bytes);
    await this.#remember(userId, url, asset, fetched.validators);
    return asset;
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

  async fromOwn(userId: string, path: string): Promise<IngestedAsset> {
    const bytes = await this.#options.media.get(path.slice(1));
    if (bytes === undefined) throw refuse("It is not there any more.");
    return this.fromBytes(userId, bytes);
  }

  /** What this URL gave the last time, if that is still here. */
  async #recall(userId: string, url: string): Promise<z.infer<typeof fetchedBefore> | undefined> {
    const { media, memory } = this.#options;
    const bytes = await memory?.get(memoryKey(userId, url));
    if (bytes === undefined) return undefined;
    const before = fetchedBefore.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return (await media.head(before.asset.path.slice(1))) && before;
  }

  async #remember(userId: string, url: string, asset: IngestedAsset, validators: Validators): Promise<void> {
    if (!hasAny(validators)) return;
    const text = JSON.stringify({ asset, validators });
    await this.#options.memory?.put(memoryKey(userId, url), text, { mimeType: "application/json" });
  }
}

function memoryKey(userId: string, url: string): string {
  return `fetched/${userId}/${createHash("sha256").update(url).digest("hex")}.json`;
}
