import { Readable } from "node:stream";
import { AwsError } from "../../types.ts";
import type { MayDistribution } from "./bucket-access.ts";
import type { EdgeRequest, EdgeResponse, Handle } from "./edge-message.ts";

/** Reads objects as CloudFront does, without a signature; the S3 service gives one. */
export interface ObjectReader {
  /**
   * @param range a `Range` header
   * @returns undefined when there is no such object
   * @throws AwsError `NoSuchBucket`, `InvalidRange` (416)
   */
  readObject(bucket: string, key: string, range?: string): Promise<ReadObject | undefined>;
}

export interface ReadObject {
  readonly status: 200 | 206;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Buffer;
}

/** A bucket behind a distribution: GET and HEAD, ranges, conditions; what the bucket's policy does not grant is 403. */
export function createBucketOrigin(bucket: string, objects: ObjectReader, may: MayDistribution): Handle {
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return xmlError(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
    }
    const key = keyOf(request.path);
    if (key === undefined) return xmlError(400, "InvalidURI", "Couldn't parse the specified URI.");
    if (!may("s3:GetObject", `arn:aws:s3:::${bucket}/${key}`)) return accessDenied();
    try {
      return await read(request, key);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const refusal = xmlError(error.status, error.name, error.message);
      const size = error.fields.ActualObjectSize;
      if (error.status === 416 && size !== undefined)
        refusal.headers.set("content-range", `bytes */${String(size)}`);
      return refusal;
    }
  };

  async function read(request: EdgeRequest, key: string): Promise<EdgeResponse> {
    const whole = await objects.readObject(bucket, key);
    if (!whole) {
      // Without the right to list, S3 does not say whether a key exists.
      if (!may("s3:ListBucket", `arn:aws:s3:::${bucket}`)) return accessDenied();
      return xmlError(404, "NoSuchKey", "The specified key does not exist.");
    }
    const headers = new Headers({ ...whole.headers, "accept-ranges": "bytes", server: "AmazonS3" });
    if (isUnchanged(request.headers, headers)) {
      discard(whole.body);
      headers.delete("content-length");
      return { status: 304, headers };
    }
    const range = request.headers.get("range");
    if (range === null || !rangeStillCounts(request.headers, headers)) {
      return { status: whole.status, headers, body: whole.body };
    }
    discard(whole.body);
    const part = await objects.readObject(bucket, key, range);
    if (!part) return xmlError(404, "NoSuchKey", "The specified key does not exist.");
    for (const [name, value] of Object.entries(part.headers)) headers.set(name, value);
    return { status: part.status, headers, body: part.body };
  }
}

function keyOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return undefined;
  }
}

function discard(body: Readable | Buffer): void {
  if (body instanceof Readable) body.destroy();
}

function isUnchanged(asked: Headers, object: Headers): boolean {
  const ifNoneMatch = asked.get("if-none-match");
  if (ifNoneMatch !== null) {
    const plain = (etag: string) => etag.trim().replace(/^W\//, "");
    const etag = plain(object.get("etag") ?? "");
    return ifNoneMatch.split(",").some((one) => plain(one) === "*" || plain(one) === etag);
  }
  const since = Date.parse(asked.get("if-modified-since") ?? "");
  return Date.parse(object.get("last-modified") ?? "") <= since;
}

/** `If-Range`: a range of an object that changed meanwhile would not fit to what the client has. */
function rangeStillCounts(asked: Headers, object: Headers): boolean {
  const ifRange = asked.get("if-range");
  return ifRange === null || ifRange === object.get("etag") || ifRange === object.get("last-modified");
}

function accessDenied(): EdgeResponse {
  return xmlError(403, "AccessDenied", "Access Denied");
}

function xmlError(status: number, code: string, message: string): EdgeResponse {
  return {
    status,
    headers: new Headers({ "content-type": "application/xml" }),
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
