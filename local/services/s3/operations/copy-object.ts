import { AwsError, type AwsRequest } from "../../../types.ts";
import { copySourceOf, headerOf } from "../call.ts";
import { checkWriteConditions } from "../conditions.ts";
import type { ObjectRecord } from "../object-store.ts";
import { missingKey, type Operation, quoted, xmlResponse } from "../operation.ts";
import { checkAcl, headerTags, storedHeaders } from "../stored-headers.ts";
import { writeXml } from "../xml.ts";

export const copyObject: Operation = async (input) => {
  const { call, bucket, context } = input;
  const { request, key } = call;
  const from = copySourceOf(request);
  const sourceBucket = input.bucketNamed(from.bucket);
  const source = sourceBucket.find(from.key);
  if (source === undefined) throw await missingKey({ ...input, bucket: sourceBucket }, from.key);
  checkAcl(headerOf(request, "x-amz-acl"), bucket.configuration);
  checkSourceConditions(request, source);
  const replaces = headerOf(request, "x-amz-metadata-directive") === "REPLACE";
  if (from.bucket === call.bucket && from.key === key && !replaces) {
    const message =
      "This copy request is illegal because it is trying to copy an object to itself without changing it.";
    throw new AwsError("InvalidRequest", message);
  }
  const staged = bucket.objects.stageCopy(sourceBucket.objects, source);
  try {
    checkWriteConditions(request, bucket.find(key));
  } catch (refusal) {
    await bucket.objects.discard(staged);
    throw refusal;
  }
  const lastModifiedMs = context.clock.now();
  bucket.objects.commit({
    key,
    size: source.size,
    etag: source.etag,
    lastModifiedMs,
    headers: replaces ? storedHeaders(request) : source.headers,
    tags: headerOf(request, "x-amz-tagging-directive") === "REPLACE" ? headerTags(request) : source.tags,
    ...(source.checksum && { checksum: source.checksum }),
    dataFile: staged.dataFile,
  });
  const result = { LastModified: new Date(lastModifiedMs).toISOString(), ETag: quoted(source.etag) };
  return xmlResponse(writeXml("CopyObjectResult", result), { "x-amz-server-side-encryption": "AES256" });
};

/** @throws AwsError `PreconditionFailed` when the source is not the one that the caller saw */
export function checkSourceConditions(request: AwsRequest, source: ObjectRecord): void {
  const ifMatch = headerOf(request, "x-amz-copy-source-if-match")?.replaceAll('"', "");
  const ifNoneMatch = headerOf(request, "x-amz-copy-source-if-none-match")?.replaceAll('"', "");
  if ((ifMatch !== undefined && ifMatch !== source.etag) || ifNoneMatch === source.etag) {
    throw new AwsError(
      "PreconditionFailed",
      "At least one of the pre-conditions you specified did not hold",
      412,
    );
  }
}
