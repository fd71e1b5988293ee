import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Bucket } from "./bucket.ts";

export interface CopyFolderOptions {
  /** Headers of every object, such as `cache-control`; `content-type` here wins over the file name's. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Deletes objects under the prefix that the folder does not have. @default false */
  readonly prune?: boolean;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".gif": "image/gif",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript",
  ".mp3": "audio/mpeg",
  ".mp4": "video/mp4",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".wav": "audio/wav",
  ".webm": "video/webm",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};

/** Files in the works at once: a site has hundreds of small ones. */
const LANES = 8;

/** What CDK's BucketDeployment does: puts a folder's files under a prefix. Unchanged files are left as they are. */
export async function copyFolderTo(
  bucket: Bucket,
  prefix: string,
  folder: string,
  nowMs: number,
  options: CopyFolderOptions = {},
): Promise<void> {
  const root = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => ({ file, key: root + file.slice(folder.length).replace(/^\/+/, "") }));
  const left = files.values();
  const work = async () => {
    for (const { file, key } of left) await copyFile(bucket, key, file, nowMs, options);
  };
  await Promise.all(Array.from({ length: LANES }, work));
  if (options.prune !== true) return;
  const kept = new Set(files.map(({ key }) => key));
  for (const key of bucket.objects.keys())
    if (key.startsWith(root) && !kept.has(key)) bucket.objects.delete(key);
}

async function copyFile(
  bucket: Bucket,
  key: string,
  file: string,
  nowMs: number,
  options: CopyFolderOptions,
): Promise<void> {
  const bytes = await readFile(file);
  const type = CONTENT_TYPES[extname(file).toLowerCase()] ?? "application/octet-stream";
  const headers = { "content-type": type, ...options.headers };
  const current = bucket.find(key);
  const etag = createHash("md5").update(bytes).digest("hex");
  if (current?.etag === etag && JSON.stringify(current.headers) === JSON.stringify(headers)) return;
  const { dataFile, size } = await bucket.objects.stage(bytes);
  bucket.objects.commit({ key, size, etag, lastModifiedMs: nowMs, headers, tags: {}, dataFile });
}
