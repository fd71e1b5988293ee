import { AwsError, type AwsRequest } from "../../types.ts";

export type S3Operation =
  | "ListBuckets"
  | "HeadBucket"
  | "GetBucketLocation"
  | "ListObjects"
  | "ListObjectsV2"
  | "ListMultipartUploads"
  | "DeleteObjects"
  | "PostObject"
  | "GetObject"
  | "HeadObject"
  | "PutObject"
  | "CopyObject"
  | "DeleteObject"
  | "GetObjectTagging"
  | "PutObjectTagging"
  | "DeleteObjectTagging"
  | "PutObjectAcl"
  | "CreateMultipartUpload"
  | "UploadPart"
  | "UploadPartCopy"
  | "CompleteMultipartUpload"
  | "AbortMultipartUpload"
  | "ListParts"
  | "Preflight";

/** What a REST request asks of S3. Addressing is path style: `/<bucket>/<key>`. */
export interface S3Call {
  readonly operation: S3Operation;
  readonly bucket: string;
  readonly key: string;
  readonly request: AwsRequest;
}

/** Sub-resources in the query that choose an operation; everything else in a query is a parameter. */
const SUB_RESOURCES = [
  "accelerate", "acl", "analytics", "attributes", "cors", "delete", "encryption", "intelligent-tiering", "inventory",
  "legal-hold", "lifecycle", "location", "logging", "metrics", "notification", "object-lock", "ownershipControls",
  "policy", "policyStatus", "publicAccessBlock", "replication", "requestPayment", "restore", "retention", "select",
  "tagging", "torrent", "uploads", "versioning", "versions", "website",
]; // biome-ignore format: a table of words

const OBJECT_OPERATIONS: Readonly<Record<string, S3Operation>> = {
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
  DELETE: "DeleteObject",
  "GET tagging": "GetObjectTagging",
  "PUT tagging": "PutObjectTagging",
  "DELETE tagging": "DeleteObjectTagging",
  "PUT acl": "PutObjectAcl",
  "POST uploads": "CreateMultipartUpload",
  "PUT upload": "UploadPart",
  "POST upload": "CompleteMultipartUpload",
  "DELETE upload": "AbortMultipartUpload",
  "GET upload": "ListParts",
};

const BUCKET_OPERATIONS: Readonly<Record<string, S3Operation>> = {
  HEAD: "HeadBucket",
  GET: "ListObjects",
  "GET location": "GetBucketLocation",
  "GET uploads": "ListMultipartUploads",
  "POST delete": "DeleteObjects",
  POST: "PostObject",
};

const MOST_KEY_BYTES = 1024;

/** Headers that would change what is stored or answered, and are not honoured. */
const UNHONOURED_HEADERS = [
  /^x-amz-grant-/,
  /^x-amz-object-lock-/,
  /^x-amz-server-side-encryption-customer-/,
  /^x-amz-website-redirect-location$/,
  /^x-amz-write-offset-bytes$/,
  /^x-amz-rename-source/,
];

/** @throws AwsError `NotImplemented` for a request that would otherwise be served differently than in AWS */
function refuseUnhonoured(request: AwsRequest): void {
  for (const name of Object.keys(request.headers)) {
    if (UNHONOURED_HEADERS.some((pattern) => pattern.test(name))) throw unknown(`the header ${name}`);
  }
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && request.query.has("partNumber")) throw unknown("a read of one part");
  const encryption = headerOf(request, "x-amz-server-side-encryption") ?? "AES256";
  if (encryption !== "AES256") throw unknown(`encryption by ${encryption}`);
}

/** @throws AwsError `NotImplemented` for an operation that is not emulated */
export function readCall(request: AwsRequest): S3Call {
  const path = request.path.replace(/^\/+/, "");
  const slash = path.indexOf("/");
  const bucket = decode(slash < 0 ? path : path.slice(0, slash));
  const key = slash < 0 ? "" : decode(path.slice(slash + 1));
  if (Buffer.byteLength(key) > MOST_KEY_BYTES) throw new AwsError("KeyTooLongError", "Your key is too long");
  refuseUnhonoured(request);
  return { operation: operationOf(request, bucket, key), bucket, key, request };
}

function operationOf(request: AwsRequest, bucket: string, key: string): S3Operation {
  if (request.method === "OPTIONS") return "Preflight";
  const subResource = SUB_RESOURCES.find((name) => request.query.has(name));
  const upload = key !== "" && request.query.has("uploadId") ? "upload" : undefined;
  const name = [request.method, subResource ?? upload].filter((word) => word !== undefined).join(" ");
  if (bucket === "" && name === "GET") return "ListBuckets";
  if (request.query.has("versionId")) throw unknown(`${name} of a version`);
  const found = bucket === "" ? undefined : key === "" ? BUCKET_OPERATIONS[name] : OBJECT_OPERATIONS[name];
  if (found === undefined)
    throw unknown(`${name} on ${bucket === "" ? "the service" : key === "" ? "a bucket" : "an object"}`);
  const isCopy = request.headers["x-amz-copy-source"] !== undefined;
  if (found === "PutObject" && isCopy) return "CopyObject";
  if (found === "UploadPart" && isCopy) return "UploadPartCopy";
  if (found === "ListObjects" && request.query.get("list-type") === "2") return "ListObjectsV2";
  return found;
}

function unknown(what: string): AwsError {
  return new AwsError("NotImplemented", `the local S3 does not do: ${what}`, 501);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new AwsError("InvalidURI", `Couldn't parse the specified URI: ${String(cause)}`, 400);
  }
}

/** A header as one string, or undefined. */
export function headerOf(request: AwsRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** The source that `x-amz-copy-source` names. @throws AwsError `InvalidArgument` */
export function copySourceOf(request: AwsRequest): { bucket: string; key: string } {
  const source = decode(headerOf(request, "x-amz-copy-source") ?? "").replace(/^\//, "");
  const slash = source.indexOf("/");
  if (slash <= 0 || slash === source.length - 1) {
    throw new AwsError(
      "InvalidArgument",
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    );
  }
  return { bucket: source.slice(0, slash), key: source.slice(slash + 1) };
}
