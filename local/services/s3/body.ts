import { AwsError, type AwsRequest } from "../../types.ts";
import { type Checksum, verifiedChecksum } from "./checksums.ts";

export interface DecodedBody {
  readonly bytes: Buffer;
  readonly checksum: Checksum | undefined;
}

/**
 * The object in a request: SDKs send streams in `aws-chunked` framing with the checksum as a trailer.
 * @throws AwsError `IncompleteBody` for broken framing, `BadDigest` when a checksum or length does not fit
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeBody(request: AwsRequest): DecodedBody {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === "string") headers[name] = value;
  if (!isChunked(headers)) return { bytes: request.body, checksum: verifiedChecksum(headers, request.body) };
  const { bytes, trailers } = unchunk(request.body);
  const expected = headers["x-amz-decoded-content-length"];
  if (expected !== undefined && Number(expected) !== bytes.length) {
    throw new AwsError("IncompleteBody", `The request says ${expected} bytes and carries ${bytes.length}.`);
  }
  return { bytes, checksum: verifiedChecksum({ ...headers, ...trailers }, bytes) };
}

function isChunked(headers: Readonly<Record<string, string>>): boolean {
  return (
    (headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-") ||
    (headers["content-encoding"] ?? "").split(",").some((coding) => coding.trim() === "aws-chunked")
  );
}

function unchunk(body: Buffer): { bytes: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", at);
    if (lineEnd < 0) throw new AwsError("IncompleteBody", "The chunked body ends inside a chunk header.");
    const size = Number.parseInt(body.toString("latin1", at, lineEnd), 16);
    if (Number.isNaN(size))
      throw new AwsError("IncompleteBody", "The chunked body has a chunk without a size.");
    at = lineEnd + 2;
    if (size === 0) break;
    if (at + size + 2 > body.length)
      throw new AwsError("IncompleteBody", "The chunked body ends inside a chunk.");
    chunks.push(body.subarray(at, at + size));
    at += size + 2;
  }
  const trailers: Record<string, string> = {};
  for (const line of body.toString("latin1", at).split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { bytes: Buffer.concat(chunks), trailers };
}
