import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { removeFolder } from "../../fixtures/assembly-folder.ts";
import { bootSmall, type SmallCloud } from "../../fixtures/boot-small.ts";

const MINUTE_MS = 60_000;

describe("signatures at the AWS endpoint", () => {
  let cloud: SmallCloud;
  let s3: S3Client;
  let bucket: string;
  beforeAll(async () => {
    cloud = await bootSmall();
    bucket = cloud.nameOf("Files");
    s3 = new S3Client({ ...cloud.client(), forcePathStyle: true });
  });
  beforeEach(async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a b/ü+(1).txt", Body: "hello" }));
  });
  afterAll(async () => {
    await cloud.close();
    removeFolder(cloud.stateDir);
  });

  const presigned = (expiresIn: number) =>
    getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: "a b/ü+(1).txt" }), { expiresIn });

  it("refuses an access key that nobody has", async () => {
    const credentials = { accessKeyId: "AKIANOBODY", secretAccessKey: "x" };
    const stranger = new DynamoDBClient({ ...cloud.client(), credentials });
    await expect(stranger.send(new ListTablesCommand({}))).rejects.toThrow(/security token/);
  });

  it("refuses a wrong secret", async () => {
    const credentials = { ...cloud.operator, secretAccessKey: "guessed" };
    await expect(
      new DynamoDBClient({ ...cloud.client(), credentials }).send(new ListTablesCommand({})),
    ).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  });

  it("refuses a role's key without its session token", async () => {
    const { sessionToken: _left, ...credentials } = cloud.client("ReaderRole").credentials;
    await expect(
      new DynamoDBClient({ ...cloud.client(), credentials }).send(new ListTablesCommand({})),
    ).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  });

  it("refuses a body that was changed on the way", async () => {
    const client = new DynamoDBClient(cloud.client());
    client.middlewareStack.add(
      (next) => (args) => {
        const request: unknown = args.request;
        if (typeof request === "object" && request !== null) Reflect.set(request, "body", '{"Limit":2}');
        return next(args);
      },
      // After signing, which is in the same step with high priority.
      { step: "finalizeRequest", priority: "low" },
    );
    await expect(client.send(new ListTablesCommand({ Limit: 1 }))).rejects.toMatchObject({
      name: expect.stringMatching(/SignatureDoesNotMatch|XAmzContentSHA256Mismatch/),
    });
  });

  it("takes a request that no one signed for no one", async () => {
    const json = await fetch(cloud.awsEndpoint, {
      method: "POST",
      headers: { "x-amz-target": "DynamoDB_20120810.ListTables" },
      body: "{}",
    });
    expect(json.status).toBe(403);
    expect(await json.json()).toMatchObject({ __type: "MissingAuthenticationTokenException" });
    const object = await fetch(`${cloud.awsEndpoint}/${bucket}/site/index.html`);
    expect(object.status).toBe(403);
    expect(await object.text()).toContain("<Code>AccessDenied</Code>");
  });

  it("serves a presigned address, and not a changed one", async () => {
    const url = await presigned(60);
    expect(await (await fetch(url)).text()).toBe("hello");
    const other = await fetch(url.replace("%281%29", "%282%29"));
    expect(other.status).toBe(403);
    expect(await other.text()).toContain("SignatureDoesNotMatch");
    const longer = await fetch(url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"));
    expect(longer.status).toBe(403);
  });

  it("takes a stream of unknown content, with its checksum behind it", async () => {
    const bytes = randomBytes(300_000);
    const Body = Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
    const put = { Bucket: bucket, Key: "uploads/stream", Body, ContentLength: bytes.length };
    await s3.send(new PutObjectCommand(put));
    const { Body: stored } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "uploads/stream" }));
    expect(Buffer.from((await stored?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  });

  it("takes an upload to a presigned address, and no other header than those that were signed", async () => {
    const put = new PutObjectCommand({ Bucket: bucket, Key: "uploads/put", ContentType: "text/plain" });
    const url = await getSignedUrl(s3, put, { expiresIn: 60 });
    const upload = (headers: Record<string, string>) => fetch(url, { method: "PUT", body: "put", headers });
    expect((await upload({ "content-type": "text/plain" })).status).toBe(200);
    expect((await upload({ "x-amz-acl": "public-read" })).status).toBe(403);
    expect((await fetch(url)).status).toBe(403);
  });

  it("takes an upload form as the principal that signed it", async () => {
    const writer = new S3Client({ ...cloud.client("WriterRole"), forcePathStyle: true });
    const upload = async (Key: string, change: Record<string, string> = {}) => {
      const { url, fields } = await createPresignedPost(writer, { Bucket: bucket, Key, Expires: 60 });
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...fields, ...change })) form.append(name, value);
      form.append("file", new Blob(["from a browser"]), "file.txt");
      return (await fetch(url, { method: "POST", body: form })).status;
    };
    expect(await upload("uploads/file.txt")).toBe(204);
    expect(await upload("elsewhere/file.txt")).toBe(403);
    expect(await upload("uploads/file.txt", { "X-Amz-Signature": "0".repeat(64) })).toBe(403);
    expect(await upload("uploads/file.txt", { key: "uploads/other.txt" })).toBe(403);
  });

  it("expires a presigned address by the moved clock, and takes one that was made by the moved clock", async () => {
    const url = await presigned(60);
    cloud.clock.advance(2 * MINUTE_MS);
    const late = await fetch(url);
    expect(late.status).toBe(403);
    expect(await late.text()).toContain("Request has expired");
    const byMovedClock = await getSignedUrl(
      s3,
      new GetObjectCommand({ Bucket: bucket, Key: "a b/ü+(1).txt" }),
      {
        expiresIn: 60,
        signingDate: new Date(cloud.clock.now()),
      },
    );
    expect((await fetch(byMovedClock)).status).toBe(200);
  });

  it("takes a request signed by either clock, and none signed by neither", async () => {
    cloud.clock.advance(60 * MINUTE_MS);
    const signedAt = (systemClockOffset: number) =>
      new DynamoDBClient({ ...cloud.client(), systemClockOffset }).send(new ListTablesCommand({}));
    await expect(signedAt(0)).resolves.toBeDefined();
    await expect(signedAt(cloud.clock.offsetMs)).resolves.toBeDefined();
    await expect(signedAt(-30 * MINUTE_MS)).rejects.toMatchObject({ name: "RequestTimeTooSkewed" });
  });
});
