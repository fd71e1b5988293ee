import { join } from "node:path";
import type { Clock } from "../../types.ts";
import type { BucketConfiguration, ExpirationRule } from "./bucket-configuration.ts";
import { MultipartStore } from "./multipart-store.ts";
import { type ObjectRecord, ObjectStore } from "./object-store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A bucket of the template: its configuration, its objects, its uploads, and what has expired by the moved clock. */
export class Bucket {
  readonly configuration: BucketConfiguration;
  readonly objects: ObjectStore;
  readonly uploads: MultipartStore;
  readonly #clock: Clock;

  constructor(configuration: BucketConfiguration, folder: string, clock: Clock) {
    this.configuration = configuration;
    this.objects = new ObjectStore(join(folder, configuration.name));
    this.uploads = new MultipartStore(join(folder, configuration.name, "uploads"));
    this.#clock = clock;
  }

  /** The object, unless a lifecycle rule has ended it. */
  find(key: string): ObjectRecord | undefined {
    const record = this.objects.get(key);
    if (record === undefined || !this.#hasExpired(record)) return record;
    this.objects.delete(key);
    return undefined;
  }

  /** Removes what lifecycle rules have ended: objects, and uploads that nobody finished. */
  sweep(): void {
    for (const key of this.objects.keys()) this.find(key);
    for (const upload of this.uploads.list()) {
      const days = this.configuration.expirationRules
        .filter((rule) => upload.key.startsWith(rule.prefix) && hasTags(upload.tags, rule))
        .map((rule) => rule.abortUploadsInDays ?? Number.POSITIVE_INFINITY);
      if (isPast(upload.initiatedMs, Math.min(...days), this.#clock.now()))
        this.uploads.remove(upload.uploadId);
    }
  }

  #hasExpired(record: ObjectRecord): boolean {
    return this.configuration.expirationRules.some(
      (rule) =>
        rule.expirationInDays !== undefined &&
        record.key.startsWith(rule.prefix) &&
        hasTags(record.tags, rule) &&
        isPast(record.lastModifiedMs, rule.expirationInDays, this.#clock.now()),
    );
  }
}

/** S3 counts whole days and rounds the end up to the next midnight UTC. */
function isPast(fromMs: number, days: number, nowMs: number): boolean {
  return nowMs >= Math.ceil((fromMs + days * DAY_MS) / DAY_MS) * DAY_MS;
}

function hasTags(tags: Readonly<Record<string, string>>, rule: ExpirationRule): boolean {
  return Object.entries(rule.tags).every(([name, value]) => tags[name] === value);
}
