import { createHash, randomUUID } from "node:crypto";
import {
  createReadStream,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Checksum } from "./checksums.ts";

/** What is known of an object besides its bytes. */
export interface ObjectRecord {
  readonly key: string;
  readonly size: number;
  /** Without quotes: MD5 in hex, or `<md5 of the parts' md5>-<parts>`. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Response headers: content-type, cache-control, x-amz-meta-… */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly checksum?: Checksum;
  /** File name of the bytes. A data file never changes once it is named here. */
  readonly dataFile: string;
}

/** Bytes on disk that no object names yet. */
export interface StagedData {
  readonly dataFile: string;
  readonly size: number;
  readonly md5: string;
}

/**
 * The objects of one bucket: bytes in `data/`, one JSON record per key in `records/`, an index in memory.
 *
 * A write stages its bytes first and is then committed in one synchronous step, so whoever checks a condition and
 * commits without awaiting in between does both atomically. A crash leaves at most staged files without a record;
 * they are swept at the next boot.
 */
export class ObjectStore {
  readonly #dataFolder: string;
  readonly #recordFolder: string;
  readonly #objects = new Map<string, ObjectRecord>();
  #sortedKeys: readonly string[] | undefined;

  constructor(folder: string) {
    this.#dataFolder = join(folder, "data");
    this.#recordFolder = join(folder, "records");
    mkdirSync(this.#dataFolder, { recursive: true });
    mkdirSync(this.#recordFolder, { recursive: true });
    this.#load();
  }

  get(key: string): ObjectRecord | undefined {
    return this.#objects.get(key);
  }

  /** Every key, in the order of its UTF-8 bytes, as S3 lists them. */
  keys(): readonly string[] {
    this.#sortedKeys ??= [...this.#objects.keys()].sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    return this.#sortedKeys;
  }

  async stage(bytes: Buffer): Promise<StagedData> {
    const dataFile = randomUUID();
    await writeFile(join(this.#dataFolder, dataFile), bytes);
    return { dataFile, size: bytes.length, md5: createHash("md5").update(bytes).digest("hex") };
  }

  /** Stages the concatenation of files. `md5` is of the whole. */
  async stageFiles(files: readonly string[]): Promise<StagedData> {
    const dataFile = randomUUID();
    const target = await open(join(this.#dataFolder, dataFile), "wx");
    const md5 = createHash("md5");
    let size = 0;
    try {
      for (const file of files) {
        for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
          const bytes: Buffer = chunk;
          md5.update(bytes);
          size += bytes.length;
          await target.write(bytes);
        }
      }
    } finally {
      await target.close();
    }
    return { dataFile, size, md5: md5.digest("hex") };
  }

  /** Stages another object's bytes: a second name for the same file, since data files never change. */
  stageCopy(source: ObjectStore, record: ObjectRecord): StagedData {
    const dataFile = randomUUID();
    linkSync(join(source.#dataFolder, record.dataFile), join(this.#dataFolder, dataFile));
    return { dataFile, size: record.size, md5: record.etag };
  }

  async discard(staged: StagedData): Promise<void> {
    await rm(join(this.#dataFolder, staged.dataFile), { force: true });
  }

  /** Makes the record, and the data file that it names, the object of its key. Synchronous: see the class. */
  commit(record: ObjectRecord): void {
    const previous = this.#objects.get(record.key);
    const target = this.#recordFile(record.key);
    writeFileSync(`${target}.new`, JSON.stringify(record));
    renameSync(`${target}.new`, target);
    this.#objects.set(record.key, record);
    if (previous === undefined) this.#sortedKeys = undefined;
    else if (previous.dataFile !== record.dataFile) this.#removeData(previous);
  }

  delete(key: string): void {
    const previous = this.#objects.get(key);
    if (previous === undefined) return;
    rmSync(this.#recordFile(key), { force: true });
    this.#objects.delete(key);
    this.#sortedKeys = undefined;
    this.#removeData(previous);
  }

  /**
   * Bytes `start` to `end`, both included; `end` below `start` gives none. Synchronous, so that nobody can replace the
   * object between the look at its record and the opening of its file; a later overwrite does not disturb the reader.
   */
  read(record: ObjectRecord, start: number, end: number): Readable | Buffer {
    if (end < start) return Buffer.alloc(0);
    const fd = openSync(join(this.#dataFolder, record.dataFile), "r");
    return createReadStream("", { fd, start, end });
  }

  #recordFile(key: string): string {
    return join(this.#recordFolder, `${createHash("sha256").update(key).digest("hex")}.json`);
  }

  #removeData(record: ObjectRecord): void {
    rmSync(join(this.#dataFolder, record.dataFile), { force: true });
  }

  #load(): void {
    const named = new Set<string>();
    for (const name of readdirSync(this.#recordFolder)) {
      const file = join(this.#recordFolder, name);
      if (!name.endsWith(".json")) {
        rmSync(file);
        continue;
      }
      const record = JSON.parse(readFileSync(file, "utf8")) as ObjectRecord;
      this.#objects.set(record.key, record);
      named.add(record.dataFile);
    }
    for (const dataFile of readdirSync(this.#dataFolder)) {
      if (!named.has(dataFile)) rmSync(join(this.#dataFolder, dataFile));
    }
  }
}
