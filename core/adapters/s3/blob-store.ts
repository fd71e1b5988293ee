import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { BlobStore } from "../../ports/blob-store.ts";

/** A bucket as a blob store. The caller's role needs ListBucket too: without it S3 says 403 for a key that is not there. */
export function s3BlobStore(bucket: string, client: S3Client = new S3Client({})): BlobStore {
  return {
    async put(key, body, { mimeType, cacheControl } = {}) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ...(mimeType !== undefined && { ContentType: mimeType }),
          ...(cacheControl !== undefined && { CacheControl: cacheControl }),
        }),
      );
    },
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async head(key) {
      try {
        const { ContentLength, ContentType, LastModified } = await client.send(
          new HeadObjectCommand({ Bucket: bucket, Key: key }),
        );
        return {
          sizeInBytes: ContentLength ?? 0,
          ...(ContentType !== undefined && { mimeType: ContentType }),
          modifiedAtEpochMs: LastModified?.getTime() ?? 0,
        };
      } catch (error) {
        if (error instanceof NotFound) return undefined;
        throw error;
      }
    },
    async renew(key) {
      try {
        const { ContentType, CacheControl } = await client.send(
          new HeadObjectCommand({ Bucket: bucket, Key: key }),
        );
        await client.send(
          new CopyObjectCommand({
            Bucket: bucket,
            Key: key,
            CopySource: `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`,
            // S3 copies nothing onto itself unless something is said anew.
            MetadataDirective: "REPLACE",
            ...(ContentType !== undefined && { ContentType }),
            ...(CacheControl !== undefined && { CacheControl }),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof NotFound || error instanceof NoSuchKey) return false;
        throw error;
      }
    },
    async delete(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}
