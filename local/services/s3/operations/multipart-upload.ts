import { createHash } from "node:crypto";
import { AwsError } from "../../../types.ts";
import { decodeBody } from "../body.ts";
import { readByteRange } from "../byte-range.ts";
import { copySourceOf, headerOf } from "../call.ts";
import { checksumElements, checksumHeaders, compositeChecksum } from "../checksums.ts";
import { checkWriteConditions } from "../conditions.ts";
import type { Part } from "../multipart-store.ts";
import { missingKey, type Operation, type OperationInput, quoted, xmlResponse } from "../operation.ts";
import { checkAcl, headerTags, storedHeaders } from "../stored-headers.ts";
import { childrenOf, childText, writeXml } from "../xml.ts";
import { checkSourceConditions } from "./copy-object.ts";
import { readDocument } from "./delete-objects.ts";

/** Every part but the last has at least this many bytes. */
const SMALLEST_PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;

export const createMultipartUpload: Operation = async ({ call, bucket, context }) => {
  const { request, key } = call;
  checkAcl(headerOf(request, "x-amz-acl"), bucket.configuration);
  if (headerOf(request, "x-amz-checksum-type")?.toUpperCase() === "FULL_OBJECT") {
    throw new AwsError(
      "NotImplemented",
      "the local S3 makes composite checksums of multipart objects only",
      501,
    );
  }
  const algorithm = headerOf(request, "x-amz-checksum-algorithm");
  const upload = bucket.uploads.create({
    key,
    initiatedMs: context.clock.now(),
    headers: storedHeaders(request),
    tags: headerTags(request),
    ...(algorithm !== undefined && { checksumAlgorithm: algorithm.toLowerCase() }),
  });
  const result = { Bucket: call.bucket, Key: key, UploadId: upload.uploadId };
  const headers = algorithm === undefined ? {} : { "x-amz-checksum-algorithm": algorithm };
  return xmlResponse(writeXml("InitiateMultipartUploadResult", result), headers);
};

export const uploadPart: Operation = async (input) => {
  const { bytes, checksum } = decodeBody(input.call.request);
  const { call, bucket, context } = input;
  const { uploadId, partNumber } = readPartQuery(input);
  const part = await bucket.uploads.putPart(
    call.key,
    uploadId,
    partNumber,
    bytes,
    context.clock.now(),
    checksum,
  );
  return { status: 200, headers: { etag: quoted(part.etag), ...checksumHeaders(part.checksum) } };
};

export const uploadPartCopy: Operation = async (input) => {
  const { call, bucket, context } = input;
  const from = copySourceOf(call.request);
  const sourceBucket = input.bucketNamed(from.bucket);
  const source = sourceBucket.find(from.key);
  if (source === undefined) throw await missingKey({ ...input, bucket: sourceBucket }, from.key);
  checkSourceConditions(call.request, source);
  const range = readByteRange(headerOf(call.request, "x-amz-copy-source-range"), source.size);
  const { start, end } = range ?? { start: 0, end: source.size - 1 };
  const chunks: Buffer[] = [];
  for await (const chunk of sourceBucket.objects.read(source, start, end)) chunks.push(Buffer.from(chunk));
  const { uploadId, partNumber } = readPartQuery(input);
  const bytes = Buffer.concat(chunks);
  const part = await bucket.uploads.putPart(
    call.key,
    uploadId,
    partNumber,
    bytes,
    context.clock.now(),
    undefined,
  );
  const result = { LastModified: new Date(part.lastModifiedMs).toISOString(), ETag: quoted(part.etag) };
  return xmlResponse(writeXml("CopyPartResult", result));
};

export const completeMultipartUpload: Operation = async ({ call, bucket, context }) => {
  const { request, key } = call;
  const uploadId = request.query.get("uploadId") ?? "";
  const upload = bucket.uploads.get(key, uploadId);
  const wanted = childrenOf(readDocument(request), "Part").map((part) => ({
    partNumber: Number(childText(part, "PartNumber")),
    etag: (childText(part, "ETag") ?? "").replaceAll('"', ""),
  }));
  const parts = chooseParts(wanted, bucket.uploads.parts(key, uploadId));
  checkWriteConditions(request, bucket.find(key));
  const staged = await bucket.objects.stageFiles(
    parts.map((part) => bucket.uploads.partFile(uploadId, part.partNumber)),
  );
  try {
    checkWriteConditions(request, bucket.find(key));
    bucket.uploads.get(key, uploadId);
  } catch (refusal) {
    await bucket.objects.discard(staged);
    throw refusal;
  }
  const md5s = Buffer.concat(parts.map((part) => Buffer.from(part.etag, "hex")));
  const etag = `${createHash("md5").update(md5s).digest("hex")}-${parts.length}`;
  const checksum = compositeChecksum(parts.map((part) => part.checksum));
  bucket.objects.commit({
    key,
    size: staged.size,
    etag,
    lastModifiedMs: context.clock.now(),
    headers: upload.headers,
    tags: upload.tags,
    ...(checksum && { checksum }),
    dataFile: staged.dataFile,
  });
  bucket.uploads.remove(uploadId);
  return xmlResponse(
    writeXml("CompleteMultipartUploadResult", {
      Location: `${context.endpoint}/${call.bucket}/${encodeURIComponent(key)}`,
      Bucket: call.bucket,
      Key: key,
      ETag: quoted(etag),
      ...checksumElements(checksum),
    }),
  );
};

export const abortMultipartUpload: Operation = async ({ call, bucket }) => {
  const { uploadId } = bucket.uploads.get(call.key, call.request.query.get("uploadId") ?? "");
  bucket.uploads.remove(uploadId);
  return { status: 204 };
};

export const listParts: Operation = async ({ call, bucket }) => {
  const uploadId = call.request.query.get("uploadId") ?? "";
  const after = Number(call.request.query.get("part-number-marker") ?? 0);
  const left = bucket.uploads.parts(call.key, uploadId).filter((part) => part.partNumber > after);
  const page = left.slice(0, Number(call.request.query.get("max-parts") ?? 1000));
  return xmlResponse(
    writeXml("ListPartsResult", {
      Bucket: call.bucket,
      Key: call.key,
      UploadId: uploadId,
      PartNumberMarker: after,
      NextPartNumberMarker: page.at(-1)?.partNumber,
      IsTruncated: page.length < left.length,
      Part: page.map((part) => ({
        PartNumber: part.partNumber,
        LastModified: new Date(part.lastModifiedMs).toISOString(),
        ETag: quoted(part.etag),
        Size: part.size,
        ...checksumElements(part.checksum),
      })),
    }),
  );
};

export const listMultipartUploads: Operation = async ({ call, bucket }) => {
  bucket.sweep();
  const prefix = call.request.query.get("prefix") ?? "";
  const uploads = bucket.uploads.list().filter((upload) => upload.key.startsWith(prefix));
  return xmlResponse(
    writeXml("ListMultipartUploadsResult", {
      Bucket: call.bucket,
      IsTruncated: false,
      Upload: uploads.map((upload) => ({
        Key: upload.key,
        UploadId: upload.uploadId,
        Initiated: new Date(upload.initiatedMs).toISOString(),
      })),
    }),
  );
};

function readPartQuery({ call }: OperationInput) {
  const partNumber = Number(call.request.query.get("partNumber"));
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > MOST_PARTS) {
    throw new AwsError(
      "InvalidArgument",
      `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`,
    );
  }
  return { partNumber, uploadId: call.request.query.get("uploadId") ?? "" };
}

/** @throws AwsError `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall`, `MalformedXML` */
function chooseParts(
  wanted: readonly { partNumber: number; etag: string }[],
  stored: readonly Part[],
): Part[] {
  if (wanted.length === 0) throw new AwsError("MalformedXML", "A completion names its parts.");
  if (wanted.some(({ partNumber }, index) => partNumber <= (wanted[index - 1]?.partNumber ?? 0))) {
    throw new AwsError("InvalidPartOrder", "The list of parts was not in ascending order.");
  }
  return wanted.map(({ partNumber, etag }, index) => {
    const part = stored.find((each) => each.partNumber === partNumber);
    if (part === undefined || part.etag !== etag) {
      throw new AwsError("InvalidPart", `Part ${partNumber} was not uploaded, or its entity tag is another.`);
    }
    if (index < wanted.length - 1 && part.size < SMALLEST_PART) {
      const message = "Your proposed upload is smaller than the minimum allowed size";
      throw new AwsError("EntityTooSmall", message, 400, { PartNumber: partNumber });
    }
    return part;
  });
}
