import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resource } from "../lambda/test-cloud.ts";
import { memoryObjects, startTestFront, type TestFront } from "./test-front.ts";

const film = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const ARN = "arn:aws:cloudfront::000000000000:distribution/EMEDIA";

const distribution = resource(
  "MediaDistribution",
  "AWS::CloudFront::Distribution",
  {
    DistributionConfig: {
      Origins: [
        {
          Id: "media",
          DomainName: "media.s3.us-east-1.amazonaws.com",
          OriginAccessControlId: "oac",
          S3OriginConfig: {},
        },
      ],
      DefaultCacheBehavior: {
        TargetOriginId: "media",
        CachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
        OriginRequestPolicyId: "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
        ResponseHeadersPolicyId: "own-headers",
      },
    },
  },
  { ref: "EMEDIA", attributes: { Arn: ARN, DomainName: "127.0.0.1:2" } },
);
const headersPolicy = resource(
  "Headers",
  "AWS::CloudFront::ResponseHeadersPolicy",
  {
    ResponseHeadersPolicyConfig: {
      Name: "h",
      CorsConfig: {
        AccessControlAllowCredentials: false,
        AccessControlAllowHeaders: { Items: ["*"] },
        AccessControlAllowMethods: { Items: ["GET", "HEAD"] },
        AccessControlAllowOrigins: { Items: ["*"] },
        AccessControlExposeHeaders: { Items: ["Content-Length", "Content-Range", "ETag"] },
        OriginOverride: true,
      },
      SecurityHeadersConfig: {
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: "DENY", Override: true },
      },
    },
  },
  { ref: "own-headers" },
);
const bucket = resource(
  "Media",
  "AWS::S3::Bucket",
  {},
  { ref: "media", attributes: { RegionalDomainName: "media.s3.us-east-1.amazonaws.com" } },
);
const policy = (sourceArn: string, actions: string[] = ["s3:GetObject"]) =>
  resource("MediaPolicy", "AWS::S3::BucketPolicy", {
    Bucket: "media",
    PolicyDocument: {
      Statement: [
        {
          Effect: "Deny",
          Principal: { AWS: "*" },
          Action: "s3:*",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: actions,
          Resource: ["arn:aws:s3:::media/*", "arn:aws:s3:::media"],
          Condition: { StringEquals: { "AWS:SourceArn": sourceArn } },
        },
      ],
    },
  });
const objects = memoryObjects({
  "renders/a film.mp4": {
    body: film,
    headers: {
      "content-type": "video/mp4",
      "cache-control": "public, max-age=31536000, immutable",
      "last-modified": "Sat, 21 Nov 2026 10:00:00 GMT",
    },
  },
});
const start = (sourceArn: string, actions?: string[]) =>
  startTestFront({}, [bucket, policy(sourceArn, actions), headersPolicy, distribution], { objects });

let front: TestFront;
beforeAll(async () => {
  front = await start(ARN);
});
afterAll(() => front.close());

const FILM = "/renders/a%20film.mp4";
const get = (headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(front.mediaUrl + FILM, { ...init, headers });

describe("the media host", () => {
  it("serves an object with its type, made safe for any page", async () => {
    const response = await get({ origin: "https://page.test" });
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(film);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "video/mp4",
      "content-length": "1000",
      "cache-control": "public, max-age=31536000, immutable",
      "accept-ranges": "bytes",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "Content-Length, Content-Range, ETag",
      etag: '"renders/a film.mp4"',
    });
  });

  it("serves ranges: from, until, of the end", async () => {
    for (const [range, start, end] of [
      ["bytes=0-99", 0, 99],
      ["bytes=990-", 990, 999],
      ["bytes=-10", 990, 999],
      ["bytes=0-5000", 0, 999],
    ] as const) {
      const response = await get({ range });
      expect(response.status, range).toBe(206);
      expect(response.headers.get("content-range")).toBe(`bytes ${start}-${end}/1000`);
      expect(Buffer.from(await response.arrayBuffer())).toEqual(film.subarray(start, end + 1));
    }
  });

  it("answers 416 for a range beyond the end", async () => {
    const response = await get({ range: "bytes=1000-" });
    expect([response.status, response.headers.get("content-range")]).toEqual([416, "bytes */1000"]);
  });

  it("answers 304 to whoever has it already", async () => {
    expect((await get({ "if-none-match": '"renders/a film.mp4"' })).status).toBe(304);
    expect((await get({ "if-modified-since": "Sat, 21 Nov 2026 10:00:00 GMT" })).status).toBe(304);
    expect((await get({ "if-none-match": '"other"' })).status).toBe(200);
  });

  it("sends the whole object when If-Range names another one", async () => {
    expect((await get({ range: "bytes=0-1", "if-range": '"other"' })).status).toBe(200);
    expect((await get({ range: "bytes=0-1", "if-range": '"renders/a film.mp4"' })).status).toBe(206);
  });

  it("answers HEAD with the length and no body", async () => {
    const response = await get({}, { method: "HEAD" });
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      200,
      "1000",
      "",
    ]);
  });

  it("refuses methods that the behaviour does not allow", async () => {
    expect((await get({}, { method: "POST", body: "x" })).status).toBe(403);
  });

  it("does not tell a missing object from a forbidden one, unless it may list", async () => {
    expect((await fetch(`${front.mediaUrl}/nothing`)).status).toBe(403);
    const listing = await start(ARN, ["s3:GetObject", "s3:ListBucket"]);
    expect((await fetch(`${listing.mediaUrl}/nothing`)).status).toBe(404);
    await listing.close();
  });

  it("is forbidden a bucket whose policy names another distribution", async () => {
    const other = await start("arn:aws:cloudfront::000000000000:distribution/EOTHER");
    expect((await fetch(other.mediaUrl + FILM)).status).toBe(403);
    await other.close();
  });
});
