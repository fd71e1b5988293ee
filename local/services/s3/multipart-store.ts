import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AwsError } from "../../types.ts";
import type { Checksum } from "./checksums.ts";

export interface Upload {
  readonly uploadId: string;
  readonly key: string;
  readonly initiatedMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly checksumAlgorithm?: string;
}

export interface Part {
  readonly partNumber: number;
  readonly size: number;
  /** MD5 in hex. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly checksum?: Checksum;
}

/** Multipart uploads in progress: a folder each, with `upload.json` and per part its bytes and its JSON. */
export class MultipartStore {
  readonly #folder: string;
  readonly #uploads = new Map<string, { upload: Upload; parts: Map<number, Part> }>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const uploadId of readdirSync(folder)) this.#load(uploadId);
  }

  create(upload: Omit<Upload, "uploadId">): Upload {
    const created: Upload = { ...upload, uploadId: randomUUID().replaceAll("-", "") };
    mkdirSync(join(this.#folder, created.uploadId));
    writeFileSync(join(this.#folder, created.uploadId, "upload.json"), JSON.stringify(created));
    this.#uploads.set(created.uploadId, { upload: created, parts: new Map() });
    return created;
  }

  list(): Upload[] {
    return [...this.#uploads.values()].map((entry) => entry.upload);
  }

  /** @throws AwsError `NoSuchUpload` */
  get(key: string, uploadId: string): Upload {
    return this.#entry(key, uploadId).upload;
  }

  /** The parts so far, by number. @throws AwsError `NoSuchUpload` */
  parts(key: string, uploadId: string): Part[] {
    return [...this.#entry(key, uploadId).parts.values()].sort((a, b) => a.partNumber - b.partNumber);
  }

  partFile(uploadId: string, partNumber: number): string {
    return join(this.#folder, uploadId, `part-${partNumber}`);
  }

  async putPart(
    key: string,
    uploadId: string,
    partNumber: number,
    bytes: Buffer,
    atMs: number,
    checksum: Checksum | undefined,
  ): Promise<Part> {
    const entry = this.#entry(key, uploadId);
    const etag = createHash("md5").update(bytes).digest("hex");
    const part: Part = {
      partNumber,
      size: bytes.length,
      etag,
      lastModifiedMs: atMs,
      ...(checksum && { checksum }),
    };
    const file = this.partFile(uploadId, partNumber);
    const staged = `${file}.${randomUUID()}`;
    await writeFile(staged, bytes);
    await rename(staged, file);
    writeFileSync(`${file}.json`, JSON.stringify(part));
    entry.parts.set(partNumber, part);
    return part;
  }

  remove(uploadId: string): void {
    this.#uploads.delete(uploadId);
    rmSync(join(this.#folder, uploadId), { recursive: true, force: true });
  }

  #entry(key: string, uploadId: string) {
    const entry = this.#uploads.get(uploadId);
    if (entry === undefined || entry.upload.key !== key) {
      const message = "The specified upload does not exist. It may have been completed or aborted.";
      throw new AwsError("NoSuchUpload", message, 404);
    }
    return entry;
  }

  #load(uploadId: string): void {
    const folder = join(this.#folder, uploadId);
    const names = readdirSync(folder);
    if (!names.includes("upload.json")) {
      rmSync(folder, { recursive: true });
      return;
    }
    const parts = new Map<number, Part>();
    for (const name of names.filter((one) => /^part-\d+\.json$/.test(one))) {
      const part = JSON.parse(readFileSync(join(folder, name), "utf8")) as Part;
      parts.set(part.partNumber, part);
    }
    const upload = JSON.parse(readFileSync(join(folder, "upload.json"), "utf8")) as Upload;
    this.#uploads.set(uploadId, { upload, parts });
  }
}
