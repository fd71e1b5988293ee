import { AwsError, type NeededGrant } from "../../types.ts";
import { copySourceOf, headerOf, type S3Call } from "./call.ts";
import { readPostForm } from "./post-form.ts";

/**
 * What IAM must allow before an operation runs.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export function grantsOf(call: S3Call): NeededGrant[] {
  const bucket = `arn:aws:s3:::${call.bucket}`;
  const object = `${bucket}/${call.key}`;
  switch (call.operation) {
    // A preflight is anonymous; each key of DeleteObjects is judged while it is deleted.
    case "Preflight":
    case "DeleteObjects":
      return [];
    case "ListBuckets":
      return [{ action: "s3:ListAllMyBuckets", resource: "*" }];
    case "HeadBucket":
      return [{ action: "s3:ListBucket", resource: bucket }];
    case "ListObjects":
    case "ListObjectsV2":
      return [{ action: "s3:ListBucket", resource: bucket, context: listContext(call.request.query) }];
    case "GetBucketLocation":
      return [{ action: "s3:GetBucketLocation", resource: bucket }];
    case "ListMultipartUploads":
      return [{ action: "s3:ListBucketMultipartUploads", resource: bucket }];
    case "GetObject":
    case "HeadObject":
      return [{ action: "s3:GetObject", resource: object }];
    case "PutObject":
    case "CreateMultipartUpload":
      return writeGrants(call, object);
    case "UploadPart":
    case "CompleteMultipartUpload":
      return [{ action: "s3:PutObject", resource: object }];
    case "CopyObject":
      return [...sourceGrants(call), ...writeGrants(call, object)];
    case "UploadPartCopy":
      return [...sourceGrants(call), { action: "s3:PutObject", resource: object }];
    case "PostObject":
      return [{ action: "s3:PutObject", resource: `${bucket}/${readPostForm(call.request).key}` }];
    case "DeleteObject":
      return [{ action: "s3:DeleteObject", resource: object }];
    case "GetObjectTagging":
    case "PutObjectTagging":
    case "DeleteObjectTagging":
    case "PutObjectAcl":
      return [{ action: `s3:${call.operation}`, resource: object }];
    case "AbortMultipartUpload":
      return [{ action: "s3:AbortMultipartUpload", resource: object }];
    case "ListParts":
      return [{ action: "s3:ListMultipartUploadParts", resource: object }];
    default:
      throw new AwsError("NotImplemented", `no grants are known for ${String(call.operation)}`, 501);
  }
}

function writeGrants(call: S3Call, object: string): NeededGrant[] {
  const acl = headerOf(call.request, "x-amz-acl");
  const context: Record<string, string> = acl === undefined ? {} : { "s3:x-amz-acl": acl };
  const grants: NeededGrant[] = [{ action: "s3:PutObject", resource: object, context }];
  if (acl !== undefined) grants.push({ action: "s3:PutObjectAcl", resource: object, context });
  if (headerOf(call.request, "x-amz-tagging") !== undefined) {
    grants.push({ action: "s3:PutObjectTagging", resource: object });
  }
  return grants;
}

function sourceGrants(call: S3Call): NeededGrant[] {
  const source = copySourceOf(call.request);
  return [{ action: "s3:GetObject", resource: `arn:aws:s3:::${source.bucket}/${source.key}` }];
}

function listContext(query: URLSearchParams): Record<string, string> {
  const context: Record<string, string> = {};
  for (const name of ["prefix", "delimiter", "max-keys"]) {
    const value = query.get(name);
    if (value !== null) context[`s3:${name}`] = value;
  }
  return context;
}
