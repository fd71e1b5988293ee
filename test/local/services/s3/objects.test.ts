import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createS3Service, type S3Service } from "../../../../local/services/s3/service.ts";
import { type OpenGateway, openGateway, resource } from "../open-gateway.ts";

const DAY_MS = 86_400_000;
const stateDir = mkdtempSync(join(tmpdir(), "s3-test-"));
let gateway: OpenGateway;
let service: S3Service;
let s3: S3Client;

const template = [
  resource("Media", "AWS::S3::Bucket", "media", {
    CorsConfiguration: {
      CorsRules: [
        { AllowedOrigins: ["https://*.example.com"], AllowedMethods: ["GET", "POST"], MaxAge: 600 },
      ],
    },
    LifecycleConfiguration: {
      Rules: [
        { Status: "Enabled", Prefix: "uploads/", ExpirationInDays: 1 },
        { Status: "Enabled", ExpirationInDays: 7, TagFilters: [{ Key: "draft", Value: "yes" }] },
        { Status: "Disabled", ExpirationInDays: 1 },
      ],
    },
  }),
  resource("Work", "AWS::S3::Bucket", "work", {
    OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
  }),
  resource("MediaPolicy", "AWS::S3::BucketPolicy", "media-policy", {
    Bucket: "media",
    PolicyDocument: { Statement: [{ Sid: "only" }] },
  }),
];

async function start() {
  gateway = await openGateway(template, { stateDir });
  service = createS3Service(gateway.context);
  gateway.add(service);
  s3 = new S3Client({ ...gateway.clientConfig, forcePathStyle: true });
}

beforeAll(start);
afterAll(async () => {
  await gateway.close();
  rmSync(stateDir, { recursive: true });
});

const put = (Key: string, Body: string | Buffer = "x", more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket: "media", Key, Body, ...more }));
const text = async (Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket: "media", Key }))).Body?.transformToString();
const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (cause: { name: string; $metadata: { httpStatusCode: number } }) => cause,
  );
  return error && { name: error.name, status: error.$metadata.httpStatusCode };
};

describe("objects", () => {
  it("gives back bytes, headers and metadata as they were put", async () => {
    const bytes = randomBytes(300_000);
    const made = await put("a/b c+d/é.bin", bytes, {
      ContentType: "video/mp4",
      CacheControl: "max-age=1",
      Metadata: { who: "me" },
    });
    expect(made.ETag).toBe(`"${createHash("md5").update(bytes).digest("hex")}"`);
    const got = await s3.send(
      new GetObjectCommand({ Bucket: "media", Key: "a/b c+d/é.bin", ChecksumMode: "ENABLED" }),
    );
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    expect(got).toMatchObject({
      ContentType: "video/mp4",
      CacheControl: "max-age=1",
      Metadata: { who: "me" },
    });
    expect(got.ChecksumCRC32).toBe(made.ChecksumCRC32);
    expect(got.ChecksumCRC32).toBeDefined();
  });

  it("stores streams of unknown framing exactly, with their trailing checksum, beyond 11 MiB", async () => {
    const bytes = randomBytes(12 * 1024 * 1024);
    const Body = Readable.from([bytes.subarray(0, 5_000_001), bytes.subarray(5_000_001)]);
    const made = await s3.send(
      new PutObjectCommand({ Bucket: "media", Key: "stream", Body, ContentLength: bytes.length }),
    );
    expect(made.ChecksumCRC32).toBeDefined();
    const got = await s3.send(new GetObjectCommand({ Bucket: "media", Key: "stream" }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    expect(got.ContentEncoding).toBeUndefined();
  });

  it("refuses a body that does not fit its checksum", async () => {
    const wrong = put("broken", "abc", { ChecksumCRC32: "AAAAAA==" });
    expect(await failure(wrong)).toEqual({ name: "BadDigest", status: 400 });
    expect(await failure(put("broken", "abc", { ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" }))).toEqual({
      name: "BadDigest",
      status: 400,
    });
    expect(await failure(text("broken"))).toEqual({ name: "NoSuchKey", status: 404 });
  });

  it.each([
    ["bytes=2-4", "cde", "bytes 2-4/10"],
    ["bytes=7-", "hij", "bytes 7-9/10"],
    ["bytes=-2", "ij", "bytes 8-9/10"],
    ["bytes=5-99", "fghij", "bytes 5-9/10"],
  ])("serves the range %s", async (Range, expected, contentRange) => {
    await put("range", "abcdefghij");
    const got = await s3.send(new GetObjectCommand({ Bucket: "media", Key: "range", Range }));
    expect(await got.Body?.transformToString()).toBe(expected);
    expect(got.ContentRange).toBe(contentRange);
  });

  it("refuses a range past the end and serves an empty object", async () => {
    await put("empty", "");
    expect(await text("empty")).toBe("");
    const past = s3.send(new GetObjectCommand({ Bucket: "media", Key: "range", Range: "bytes=10-" }));
    expect(await failure(past)).toEqual({ name: "InvalidRange", status: 416 });
  });

  it("creates a key once with If-None-Match, also when two race", async () => {
    const both = await Promise.all([
      failure(put("once", "first", { IfNoneMatch: "*" })),
      failure(put("once", "second", { IfNoneMatch: "*" })),
    ]);
    expect(both.filter((each) => each === undefined)).toHaveLength(1);
    expect(both).toContainEqual({ name: "PreconditionFailed", status: 412 });
  });

  it("replaces with If-Match only what the writer saw", async () => {
    const { ETag } = await put("match", "one");
    expect(await failure(put("match", "two", { IfMatch: ETag }))).toBeUndefined();
    expect(await failure(put("match", "three", { IfMatch: ETag }))).toEqual({
      name: "PreconditionFailed",
      status: 412,
    });
    expect(await failure(put("nothing-there", "x", { IfMatch: ETag }))).toEqual({
      name: "NoSuchKey",
      status: 404,
    });
    expect(await text("match")).toBe("two");
  });

  it("gives every reader a whole object while writers replace it", async () => {
    const version = (letter: string) => letter.repeat(50_000);
    await put("busy", version("a"));
    const writes = Promise.all(Array.from("bcdefghijk", (letter) => put("busy", version(letter))));
    const reads = await Promise.all(Array.from({ length: 60 }, () => text("busy")));
    for (const read of reads) expect(read).toBe(version(read?.[0] ?? ""));
    const copies = Array.from({ length: 10 }, (_, index) =>
      s3.send(new CopyObjectCommand({ Bucket: "work", Key: `busy-${index}`, CopySource: "media/busy" })),
    );
    await Promise.all([...copies, ...Array.from("lmnop", (letter) => put("busy", version(letter)))]);
    await writes;
  });

  it("answers 304 to a reader that has the object", async () => {
    const { ETag } = await put("cached", "x");
    const again = s3.send(new GetObjectCommand({ Bucket: "media", Key: "cached", IfNoneMatch: ETag }));
    expect((await failure(again))?.status).toBe(304);
    const other = s3.send(new GetObjectCommand({ Bucket: "media", Key: "cached", IfMatch: '"other"' }));
    expect(await failure(other)).toMatchObject({ status: 412 });
  });

  it("lists by pages, folds prefixes, and orders keys by their bytes", async () => {
    for (const key of ["list/b", "list/a/1", "list/a/2", "list/é", "list/Z", "list/c/1"]) await put(key);
    const list = (more: object) =>
      s3.send(new ListObjectsV2Command({ Bucket: "media", Prefix: "list/", ...more }));
    const all = await list({});
    expect(all.Contents?.map((each) => each.Key)).toEqual([
      "list/Z",
      "list/a/1",
      "list/a/2",
      "list/b",
      "list/c/1",
      "list/é",
    ]);
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ Delimiter: "/", MaxKeys: 2, ContinuationToken });
      seen.push(
        ...(page.Contents ?? []).map((each) => each.Key),
        ...(page.CommonPrefixes ?? []).map((each) => each.Prefix),
      );
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen.toSorted()).toEqual(["list/Z", "list/a/", "list/b", "list/c/", "list/é"].toSorted());
  });

  it("copies with metadata kept or replaced", async () => {
    await put("copy/source", "copied", { ContentType: "text/plain", Metadata: { a: "1" } });
    await s3.send(new CopyObjectCommand({ Bucket: "work", Key: "kept", CopySource: "media/copy/source" }));
    const kept = await s3.send(new HeadObjectCommand({ Bucket: "work", Key: "kept" }));
    expect(kept).toMatchObject({ ContentType: "text/plain", Metadata: { a: "1" }, ContentLength: 6 });
    await s3.send(
      new CopyObjectCommand({
        Bucket: "media",
        Key: "copy/source",
        CopySource: "media/copy/source",
        MetadataDirective: "REPLACE",
        ContentType: "text/html",
      }),
    );
    expect(await s3.send(new HeadObjectCommand({ Bucket: "media", Key: "copy/source" }))).toMatchObject({
      ContentType: "text/html",
      Metadata: {},
    });
    expect(await text("copy/source")).toBe("copied");
  });

  it("deletes one, many, and what is not there", async () => {
    await put("gone/1");
    await put("gone/2");
    await put("gone/kept");
    await s3.send(new DeleteObjectCommand({ Bucket: "media", Key: "gone/never" }));
    gateway.allow((grant) => !grant.resource.endsWith("gone/kept"));
    const Objects = ["gone/1", "gone/2", "gone/kept"].map((Key) => ({ Key }));
    const result = await s3.send(new DeleteObjectsCommand({ Bucket: "media", Delete: { Objects } }));
    gateway.allow(() => true);
    expect(result.Deleted).toHaveLength(2);
    expect(result.Errors).toMatchObject([{ Key: "gone/kept", Code: "AccessDenied" }]);
    expect(await failure(text("gone/1"))).toMatchObject({ status: 404 });
    expect(await text("gone/kept")).toBe("x");
  });

  it("tags an object without touching its bytes", async () => {
    await put("tagged", "kept");
    const TagSet = [{ Key: "used", Value: "a&b" }];
    await s3.send(new PutObjectTaggingCommand({ Bucket: "media", Key: "tagged", Tagging: { TagSet } }));
    expect(await s3.send(new GetObjectTaggingCommand({ Bucket: "media", Key: "tagged" }))).toMatchObject({
      TagSet,
    });
    expect(await text("tagged")).toBe("kept");
  });

  it("accepts ACLs only where the bucket's ownership allows them", async () => {
    expect(await failure(put("acl", "x", { ACL: "private" }))).toEqual({
      name: "AccessControlListNotSupported",
      status: 400,
    });
    gateway.takeGrants();
    await s3.send(new PutObjectCommand({ Bucket: "work", Key: "acl", Body: "x", ACL: "private" }));
    expect(gateway.takeGrants().map((grant) => grant.action)).toEqual(["s3:PutObject", "s3:PutObjectAcl"]);
    const open = s3.send(new PutObjectCommand({ Bucket: "work", Key: "acl", Body: "x", ACL: "public-read" }));
    expect(await failure(open)).toMatchObject({ status: 403 });
  });

  it("hides whether a key exists from those who may not list", async () => {
    gateway.allow((grant) => grant.action !== "s3:ListBucket");
    expect(await failure(text("never"))).toEqual({ name: "AccessDenied", status: 403 });
    gateway.allow(() => true);
    expect(await failure(s3.send(new HeadObjectCommand({ Bucket: "media", Key: "never" })))).toMatchObject({
      status: 404,
    });
  });

  it("expires by the lifecycle rules, by whole days of the moved clock, by prefix and tag", async () => {
    await put("uploads/unused");
    await put("other/kept");
    await put("other/draft", "x", { Tagging: "draft=yes" });
    gateway.context.clock.advance(DAY_MS / 2);
    expect(await text("uploads/unused")).toBe("x");
    gateway.context.clock.advance(2 * DAY_MS);
    expect(await failure(text("uploads/unused"))).toMatchObject({ status: 404 });
    expect(await text("other/draft")).toBe("x");
    gateway.context.clock.advance(8 * DAY_MS);
    const left = await s3.send(new ListObjectsV2Command({ Bucket: "media", Prefix: "other/" }));
    expect(left.Contents?.map((each) => each.Key)).toEqual(["other/kept"]);
  });

  it("answers preflights and adds CORS headers to refusals", async () => {
    const preflight = (origin: string) =>
      fetch(`${gateway.endpoint}/media/x`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
    const allowed = await preflight("https://app.example.com");
    expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([
      200,
      "https://app.example.com",
    ]);
    expect((await preflight("https://evil.test")).status).toBe(403);
    const refused = await fetch(`${gateway.endpoint}/media/never`, {
      headers: { origin: "https://app.example.com" },
    });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([
      404,
      "https://app.example.com",
    ]);
  });

  it("refuses loudly what it does not do", async () => {
    const lifecycle = await fetch(`${gateway.endpoint}/media?lifecycle`);
    expect(lifecycle.status).toBe(501);
    expect(await lifecycle.text()).toContain("NotImplemented");
    expect(await failure(put("grant", "x", { GrantRead: "id=1" }))).toMatchObject({ status: 501 });
    expect(await failure(put("kms", "x", { ServerSideEncryption: "aws:kms" }))).toMatchObject({
      status: 501,
    });
    expect(await failure(put("k".repeat(1025)))).toMatchObject({ name: "KeyTooLongError" });
    const bad = resource("Bad", "AWS::S3::Bucket", "bad", { VersioningConfiguration: { Status: "Enabled" } });
    const other = await openGateway([bad]);
    expect(() => createS3Service(other.context)).toThrow(/VersioningConfiguration of Bad/);
    await other.close();
  });
});

describe("inside the cloud", () => {
  it("reads as an origin, whole and by range", async () => {
    await put("origin", "0123456789", { ContentType: "video/mp4" });
    const whole = await service.readObject("media", "origin");
    expect(whole).toMatchObject({
      status: 200,
      headers: { "content-type": "video/mp4", "content-length": "10" },
    });
    const part = await service.readObject("media", "origin", "bytes=0-0");
    expect(part).toMatchObject({ status: 206, headers: { "content-range": "bytes 0-0/10" } });
    expect(await service.readObject("media", "no-such")).toBeUndefined();
    for (const each of [whole, part]) if (each?.body instanceof Readable) each.body.destroy();
  });

  it("deploys a folder, prunes what it no longer has, and leaves the rest", async () => {
    const folder = join(stateDir, "site");
    mkdirSync(join(folder, "js"), { recursive: true });
    writeFileSync(join(folder, "index.html"), "<p>");
    writeFileSync(join(folder, "js", "app.js"), "1");
    await put("site/old.js");
    await put("site2/old.js");
    const headers = { "cache-control": "no-cache" };
    await service.copyFolder("media", "site", folder, { prune: true, headers });
    const list = await s3.send(new ListObjectsV2Command({ Bucket: "media", Prefix: "site" }));
    expect(list.Contents?.map((each) => each.Key)).toEqual([
      "site/index.html",
      "site/js/app.js",
      "site2/old.js",
    ]);
    const page = await s3.send(new HeadObjectCommand({ Bucket: "media", Key: "site/index.html" }));
    expect(page).toMatchObject({ ContentType: "text/html; charset=utf-8", CacheControl: "no-cache" });
  });

  it("gives the bucket's policy for the bucket and for its objects", () => {
    expect(service.resourcePolicy?.("arn:aws:s3:::media/a/b")).toEqual({ Statement: [{ Sid: "only" }] });
    expect(service.resourcePolicy?.("arn:aws:s3:::work")).toBeUndefined();
  });

  it("keeps everything over a restart", async () => {
    await put("durable/ключ", "still here", { ContentType: "text/plain" });
    await gateway.close();
    await start();
    expect(await text("durable/ключ")).toBe("still here");
  });
});
