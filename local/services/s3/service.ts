import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { AwsError, type AwsResponse, type Service, type ServiceContext } from "../../types.ts";
import { Bucket } from "./bucket.ts";
import { readBucketConfiguration } from "./bucket-configuration.ts";
import { readByteRange } from "./byte-range.ts";
import { readCall, type S3Call, type S3Operation } from "./call.ts";
import { type CopyFolderOptions, copyFolderTo } from "./copy-folder.ts";
import { answerPreflight, corsHeaders } from "./cors.ts";
import { grantsOf } from "./grants.ts";
import type { Operation } from "./operation.ts";
import { xmlResponse } from "./operation.ts";
import { getBucketLocation, headBucket } from "./operations/buckets.ts";
import { copyObject } from "./operations/copy-object.ts";
import { deleteObject, deleteObjects } from "./operations/delete-objects.ts";
import { getObject, headObject, objectHeaders } from "./operations/get-object.ts";
import { listObjects, listObjectsV2 } from "./operations/list-objects.ts";
import * as multipart from "./operations/multipart-upload.ts";
import { postObject } from "./operations/post-object.ts";
import { putObject } from "./operations/put-object.ts";
import {
  deleteObjectTagging,
  getObjectTagging,
  putObjectAcl,
  putObjectTagging,
} from "./operations/tagging.ts";
import { writeXml } from "./xml.ts";

const SWEEP_EVERY_MS = 60 * 60 * 1000;

const OPERATIONS: Readonly<Record<Exclude<S3Operation, "ListBuckets" | "Preflight">, Operation>> = {
  HeadBucket: headBucket,
  GetBucketLocation: getBucketLocation,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListMultipartUploads: multipart.listMultipartUploads,
  DeleteObjects: deleteObjects,
  PostObject: postObject,
  GetObject: getObject,
  HeadObject: headObject,
  PutObject: putObject,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  GetObjectTagging: getObjectTagging,
  PutObjectTagging: putObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
  PutObjectAcl: putObjectAcl,
  CreateMultipartUpload: multipart.createMultipartUpload,
  UploadPart: multipart.uploadPart,
  UploadPartCopy: multipart.uploadPartCopy,
  CompleteMultipartUpload: multipart.completeMultipartUpload,
  AbortMultipartUpload: multipart.abortMultipartUpload,
  ListParts: multipart.listParts,
};

/** What an origin gives: the object's headers and its bytes (or the asked range of them, with status 206). */
export interface ReadObject {
  readonly status: 200 | 206;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Buffer;
}

export interface S3Service extends Service {
  /**
   * Reads as CloudFront's origin access control does, without a signature.
   * @param range a `Range` header
   * @returns undefined when there is no such object
   * @throws AwsError `NoSuchBucket`, `InvalidRange`
   */
  readObject(bucket: string, key: string, range?: string): Promise<ReadObject | undefined>;
  /** CDK's BucketDeployment: puts a folder's files under a prefix (`""`: the root). */
  copyFolder(bucket: string, prefix: string, folder: string, options?: CopyFolderOptions): Promise<void>;
}

/**
 * S3 for the buckets of the template, on files under `stateDir/s3`; path-style addresses only.
 * Refusals come as XML from `handle` itself, since they carry CORS headers too.
 */
export function createS3Service(context: ServiceContext): S3Service {
  const folder = join(context.stateDir, "s3");
  mkdirSync(folder, { recursive: true });
  const buckets = new Map<string, Bucket>();
  for (const resource of context.assembly.ofType("AWS::S3::Bucket")) {
    const configuration = readBucketConfiguration(resource);
    buckets.set(configuration.name, new Bucket(configuration, folder, context.clock));
  }
  const policies = readPolicies(context);
  const sweep = () => {
    for (const bucket of buckets.values()) bucket.sweep();
    cancelSweep = context.clock.after(SWEEP_EVERY_MS, sweep);
  };
  let cancelSweep = context.clock.after(0, sweep);

  const bucketNamed = (name: string): Bucket => {
    const bucket = buckets.get(name);
    if (bucket === undefined) {
      throw new AwsError("NoSuchBucket", `The specified bucket does not exist: ${name}`, 404, {
        BucketName: name,
      });
    }
    return bucket;
  };

  const perform = async (call: S3Call): Promise<AwsResponse> => {
    if (call.operation === "ListBuckets") {
      const list = [...buckets.keys()].map((Name) => ({ Name, CreationDate: new Date(0).toISOString() }));
      return xmlResponse(writeXml("ListAllMyBucketsResult", { Buckets: { Bucket: list } }));
    }
    const bucket = bucketNamed(call.bucket);
    if (call.operation === "Preflight") return answerPreflight(call.request, bucket.configuration.corsRules);
    return OPERATIONS[call.operation]({ call, bucket, bucketNamed, context });
  };

  return {
    signingName: "s3",
    grantsFor: (request) => grantsOf(readCall(request)),
    resourcePolicy: (arn) => policies.get(arn.replace(/^(arn:aws:s3:::[^/]+).*$/, "$1")),
    async handle(request) {
      const rules = buckets.get(request.path.split("/")[1] ?? "")?.configuration.corsRules ?? [];
      const requestId = randomUUID();
      const common = { "x-amz-request-id": requestId, ...corsHeaders(request, rules) };
      try {
        const response = await perform(readCall(request));
        return { ...response, headers: { ...response.headers, ...common } };
      } catch (refusal) {
        if (!(refusal instanceof AwsError)) throw refusal;
        const headers = { "content-type": "application/xml", ...common };
        return {
          status: refusal.status,
          headers,
          ...(request.method !== "HEAD" && { body: errorXml(refusal, requestId) }),
        };
      }
    },
    async readObject(bucketName, key, rangeHeader) {
      const bucket = bucketNamed(bucketName);
      const record = bucket.find(key);
      if (record === undefined) return undefined;
      const range = readByteRange(rangeHeader, record.size);
      const headers = objectHeaders(record);
      if (range === undefined)
        return { status: 200, headers, body: bucket.objects.read(record, 0, record.size - 1) };
      const { start, end } = range;
      headers["content-length"] = String(end - start + 1);
      headers["content-range"] = `bytes ${start}-${end}/${record.size}`;
      return { status: 206, headers, body: bucket.objects.read(record, start, end) };
    },
    async copyFolder(bucketName, prefix, from, options) {
      await copyFolderTo(bucketNamed(bucketName), prefix, from, context.clock.now(), options);
    },
    async close() {
      cancelSweep();
    },
  };
}

/** The XML of a refusal, for the endpoint's own (`AccessDenied`, `SignatureDoesNotMatch`) too. */
export function errorXml(error: AwsError, requestId: string): string {
  const fields = error.fields as Record<string, string>;
  return writeXml("Error", { Code: error.name, Message: error.message, ...fields, RequestId: requestId }, "");
}

function readPolicies(context: ServiceContext): Map<string, unknown> {
  return new Map(
    context.assembly.ofType("AWS::S3::BucketPolicy").map((resource) => {
      const bucket = resource.properties.Bucket;
      if (typeof bucket !== "string") throw new Error(`${resource.logicalId} names no bucket`);
      return [`arn:aws:s3:::${bucket}`, resource.properties.PolicyDocument];
    }),
  );
}
