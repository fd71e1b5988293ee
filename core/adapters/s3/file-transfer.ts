import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { FileTransfer } from "../../ports/file-transfer.ts";

/** A bucket's objects as files. One put takes up to 5 GB, which is hours of film. */
export function s3FileTransfer(bucket: string, client: S3Client = new S3Client({})): FileTransfer {
  return {
    async download(key, file) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (!(Body instanceof Readable)) throw new Error(`s3://${bucket}/${key} came without a body.`);
      await pipeline(Body, createWriteStream(file));
    },
    async upload(file, key, { mimeType, cacheControl }) {
      const { size } = await stat(file);
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: createReadStream(file),
          ContentLength: size,
          ContentType: mimeType,
          ...(cacheControl !== undefined && { CacheControl: cacheControl }),
        }),
      );
    },
  };
}
