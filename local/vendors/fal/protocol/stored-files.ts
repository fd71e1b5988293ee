import { randomBytes } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FalError } from "./fal-error.ts";

const types: Readonly<Record<string, string>> = {
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  png: "image/png",
  wav: "audio/wav",
  webm: "video/webm",
  webp: "image/webp",
};
const MOST_SOURCE_BYTES = 50 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 20_000;

/** Files that are served at `/files/<name>`; names carry 128 random bits. */
export interface StoredFiles {
  newName(extension: string): string;
  pathOf(name: string): string;
  save(name: string, bytes: Uint8Array): Promise<void>;
  /** @throws FalError 404 */
  read(name: string): Promise<{ bytes: Buffer; contentType: string }>;
  exists(name: string): Promise<boolean>;
  /** Brings a picture from an http(s) or data URL here. @returns its path @throws FalError 422 in the shape of a bad `image_url` */
  fetchSource(url: string): Promise<string>;
}

/** @param folder is made if it is not there */
export async function openFiles(folder: string): Promise<StoredFiles> {
  await mkdir(folder, { recursive: true });
  const pathOf = (name: string) => {
    if (!/^[\w-]{1,120}(\.\w{1,8})?$/.test(name)) throw new FalError(404, "File not found");
    return join(folder, name);
  };
  const newName = (extension: string) => `${randomBytes(16).toString("hex")}.${extension}`;
  return {
    newName,
    pathOf,
    save: (name, bytes) => writeFile(pathOf(name), bytes),
    read: async (name) => {
      const path = pathOf(name);
      const bytes = await readFile(path).catch(() => {
        throw new FalError(404, "File not found");
      });
      return { bytes, contentType: types[name.split(".").pop() ?? ""] ?? "application/octet-stream" };
    },
    exists: (name) =>
      stat(pathOf(name)).then(
        () => true,
        () => false,
      ),
    fetchSource: async (url) => {
      const bytes = await download(url);
      const path = pathOf(newName(extensionOf(bytes)));
      await writeFile(path, bytes);
      return path;
    },
  };
}

/** The decoder goes by the name of a picture file, so the name goes by its first bytes. */
function extensionOf(bytes: Buffer): string {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return "jpg";
  if (bytes.subarray(1, 4).toString("latin1") === "PNG") return "png";
  if (bytes.subarray(0, 4).toString("latin1") === "GIF8") return "gif";
  return "bin";
}

async function download(url: string): Promise<Buffer> {
  const refuse = (msg: string) =>
    new FalError(422, [
      { loc: ["body", "image_url"], msg, type: "file_download_error", input: url.slice(0, 200) },
    ]);
  const data = /^data:[\w/+.-]+;base64,(.+)$/s.exec(url);
  if (data) return Buffer.from(data[1] ?? "", "base64");
  if (!/^https?:\/\//.test(url))
    throw refuse("Failed to download the file. Please check if the URL is accessible and try again.");
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  } catch {
    throw refuse("Failed to download the file. Please check if the URL is accessible and try again.");
  }
  if (!response.ok) throw refuse(`Failed to download the file: HTTP ${response.status}.`);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.length > MOST_SOURCE_BYTES) throw refuse("The file is too large.");
  return bytes;
}
