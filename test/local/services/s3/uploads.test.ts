import { randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { createPresignedPost, type PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postFormAccessKeyId } from "../../../../local/services/s3/post-form.ts";
import { createS3Service } from "../../../../local/services/s3/service.ts";
import type { AwsRequest } from "../../../../local/types.ts";
import { type OpenGateway, openGateway, operator, resource } from "../open-gateway.ts";

const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;
const Bucket = "media";
let gateway: OpenGateway;
let s3: S3Client;

async function start() {
  gateway = await openGateway([
    resource("Media", "AWS::S3::Bucket", Bucket, {
      LifecycleConfiguration: {
        Rules: [{ Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
      },
    }),
  ]);
  gateway.add(createS3Service(gateway.context));
  s3 = new S3Client({ ...gateway.clientConfig, forcePathStyle: true });
}

// Each part moves its own clock: a form that is signed now is late for a cloud that lives in next week.
const stop = () => gateway.close();

async function createUpload(Key: string): Promise<string> {
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "video/mp4", ChecksumAlgorithm: "CRC32" }),
  );
  if (UploadId === undefined) throw new Error("no upload id");
  return UploadId;
}

const uploadPart = (Key: string, UploadId: string, PartNumber: number, Body: Buffer) =>
  s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm: "CRC32" }));

describe("multipart uploads", () => {
  beforeAll(start);
  afterAll(stop);

  it("joins parts that came in any order, one of them sent twice", async () => {
    const [first, second] = [randomBytes(5 * MIB), randomBytes(1000)];
    const UploadId = await createUpload("big");
    const two = await uploadPart("big", UploadId, 2, second);
    await uploadPart("big", UploadId, 1, randomBytes(5 * MIB));
    const one = await uploadPart("big", UploadId, 1, first);
    const listed = await s3.send(new ListPartsCommand({ Bucket, Key: "big", UploadId }));
    expect(listed.Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([
      [1, 5 * MIB],
      [2, 1000],
    ]);
    const Parts = [
      { PartNumber: 1, ETag: one.ETag, ChecksumCRC32: one.ChecksumCRC32 },
      { PartNumber: 2, ETag: two.ETag, ChecksumCRC32: two.ChecksumCRC32 },
    ];
    const complete = new CompleteMultipartUploadCommand({
      Bucket,
      Key: "big",
      UploadId,
      MultipartUpload: { Parts },
    });
    const done = await s3.send(complete);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(done.ChecksumCRC32).toMatch(/-2$/);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "big", ChecksumMode: "ENABLED" }));
    const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(Buffer.concat([first, second]))).toBe(true);
    expect(got.ContentType).toBe("video/mp4");
    await expect(s3.send(complete)).rejects.toMatchObject({ name: "NoSuchUpload" });
  });

  it("refuses small, unknown and unordered parts, and leaves the upload as it was", async () => {
    const UploadId = await createUpload("bad");
    const one = await uploadPart("bad", UploadId, 1, randomBytes(10));
    const two = await uploadPart("bad", UploadId, 2, randomBytes(10));
    const complete = (Parts: object[]) =>
      s3.send(
        new CompleteMultipartUploadCommand({ Bucket, Key: "bad", UploadId, MultipartUpload: { Parts } }),
      );
    const [first, second] = [
      { PartNumber: 1, ETag: one.ETag },
      { PartNumber: 2, ETag: two.ETag },
    ];
    await expect(complete([first, second])).rejects.toMatchObject({ name: "EntityTooSmall" });
    await expect(complete([{ PartNumber: 1, ETag: '"other"' }])).rejects.toMatchObject({
      name: "InvalidPart",
    });
    await expect(complete([second, first])).rejects.toMatchObject({ name: "InvalidPartOrder" });
    await complete([first]);
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "bad" }))).resolves.toMatchObject({
      ContentLength: 10,
    });
  });

  it("copies a range of an object as a part", async () => {
    const UploadId = await createUpload("joined");
    const CopySource = `${Bucket}/bad`;
    const copied = await s3.send(
      new UploadPartCopyCommand({
        Bucket,
        Key: "joined",
        UploadId,
        PartNumber: 1,
        CopySource,
        CopySourceRange: "bytes=2-4",
      }),
    );
    const Parts = [{ PartNumber: 1, ETag: copied.CopyPartResult?.ETag }];
    await s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key: "joined", UploadId, MultipartUpload: { Parts } }),
    );
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "joined" }))).resolves.toMatchObject({
      ContentLength: 3,
    });
  });

  it("forgets an aborted upload, and one that nobody finished in time", async () => {
    const aborted = await createUpload("aborted");
    const stale = await createUpload("stale");
    const pending = async () =>
      (await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.map((each) => each.Key) ?? [];
    expect(await pending()).toEqual(["aborted", "stale"]);
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: "aborted", UploadId: aborted }));
    expect(await pending()).toEqual(["stale"]);
    gateway.context.clock.advance(2 * DAY_MS);
    expect(await pending()).toEqual([]);
    await expect(uploadPart("stale", stale, 1, Buffer.from("x"))).rejects.toMatchObject({
      name: "NoSuchUpload",
    });
  });
});

describe("presigned", () => {
  beforeAll(start);
  afterAll(stop);

  const post = async (
    options: Partial<PresignedPostOptions>,
    file: string,
    more: Record<string, string> = {},
  ) => {
    const { url, fields } = await createPresignedPost(s3, {
      Bucket,
      Key: "uploads/a.txt",
      Expires: 900,
      ...options,
    });
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...more })) form.set(name, value);
    form.set("file", new Blob([file]), "a name.txt");
    const response = await fetch(url, { method: "POST", body: form });
    return { status: response.status, body: await response.text() };
  };

  it("takes a form that keeps to its policy", async () => {
    const limits: PresignedPostOptions["Conditions"] = [
      ["content-length-range", 1, 10],
      ["starts-with", "$Content-Type", "text/"],
    ];
    gateway.takeGrants();
    const done = await post({ Conditions: limits }, "hello", { "Content-Type": "text/plain" });
    expect(done.status).toBe(204);
    expect(gateway.takeGrants()).toMatchObject([
      { action: "s3:PutObject", resource: "arn:aws:s3:::media/uploads/a.txt" },
    ]);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "uploads/a.txt" }));
    expect([got.ContentType, await got.Body?.transformToString()]).toEqual(["text/plain", "hello"]);
    expect(
      (await post({ Conditions: limits }, "h".repeat(11), { "Content-Type": "text/plain" })).body,
    ).toContain("EntityTooLarge");
    expect((await post({ Conditions: limits }, "", { "Content-Type": "text/plain" })).body).toContain(
      "EntityTooSmall",
    );
    expect((await post({ Conditions: limits }, "x", { "Content-Type": "image/png" })).status).toBe(403);
  });

  it("refuses another key, an extra field, a changed policy, and a form that is late by the moved clock", async () => {
    expect((await post({}, "x", { key: "uploads/other" })).body).toContain("Policy Condition failed");
    expect((await post({}, "x", { "Cache-Control": "no-store" })).body).toContain(
      "Extra input fields: cache-control",
    );
    const policy = Buffer.from('{"expiration":"2999-01-01T00:00:00Z","conditions":[]}').toString("base64");
    expect((await post({}, "x", { Policy: policy })).body).toContain("SignatureDoesNotMatch");
    gateway.context.clock.advance(DAY_MS);
    expect((await post({}, "x")).body).toContain("Policy expired");
  });

  it("tells the endpoint whose key signed a form", () => {
    const body = Buffer.from(
      '--b\r\ncontent-disposition: form-data; name="key"\r\n\r\nk\r\n' +
        '--b\r\ncontent-disposition: form-data; name="X-Amz-Credential"\r\n\r\nAKID/20260101/us-east-1/s3/aws4_request\r\n' +
        '--b\r\ncontent-disposition: form-data; name="file"\r\n\r\n\r\n--b--\r\n',
    );
    const request: AwsRequest = {
      service: "s3",
      operation: undefined,
      method: "POST",
      path: "/media",
      query: new URLSearchParams(),
      headers: { "content-type": "multipart/form-data; boundary=b" },
      body,
      json: {},
      principal: operator,
    };
    expect(postFormAccessKeyId(request)).toBe("AKID");
    expect(postFormAccessKeyId({ ...request, headers: { "content-type": "text/plain" } })).toBeUndefined();
  });

  it("honours the response headers of a presigned GET", async () => {
    const command = new GetObjectCommand({
      Bucket,
      Key: "uploads/a.txt",
      ResponseContentDisposition: 'attachment; filename="x.txt"',
    });
    const response = await fetch(await getSignedUrl(s3, command, { expiresIn: 60 }));
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="x.txt"');
    expect(await response.text()).toBe("hello");
  });
});
