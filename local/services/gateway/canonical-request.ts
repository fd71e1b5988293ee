import { createHash } from "node:crypto";
import { headerText, SIGNATURE_PARAMETER, type SignatureClaim, type WireRequest } from "./signed-request.ts";

/**
 * The text whose hash was signed, rebuilt from what arrived on the wire.
 * Source: the IAM guide, "Create a signed AWS API request".
 *
 * @param payloadHash what stands for the body: its SHA-256 in hex, or the word that the header gave instead
 */
export function canonicalRequest(request: WireRequest, claim: SignatureClaim, payloadHash: string): string {
  const headers = claim.signedHeaders.map((name) => `${name}:${canonicalHeader(request, name)}\n`);
  return [
    request.method,
    canonicalPath(request.path, claim.service),
    canonicalQuery(request.rawQuery),
    headers.join(""),
    claim.signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
}

/** The text that the key signs. */
export function stringToSign(claim: SignatureClaim, canonical: string): string {
  const scope = `${claim.scopeDate}/${claim.region}/${claim.service}/aws4_request`;
  return ["AWS4-HMAC-SHA256", claim.longDate, scope, sha256Hex(canonical)].join("\n");
}

export function sha256Hex(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

/** S3 signs the path as it is sent; every other service encodes the encoded path once more. */
function canonicalPath(path: string, service: string): string {
  if (service === "s3") return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encode(segment));
  }
  const trailing = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${trailing}`;
}

function canonicalQuery(rawQuery: string): string {
  if (rawQuery === "") return "";
  return rawQuery
    .split("&")
    .map((pair) => {
      const at = pair.indexOf("=");
      const [name, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
      return { name: encode(decode(name)), value: encode(decode(value)) };
    })
    .filter(({ name }) => name !== SIGNATURE_PARAMETER)
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join("&");
}

function canonicalHeader(request: WireRequest, name: string): string {
  return (headerText(request, name) ?? "").trim().replace(/\s+/g, " ");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Percent-encoding of everything but RFC 3986's unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not valid percent-encoding: it was signed as it stands.
    return text;
  }
}
