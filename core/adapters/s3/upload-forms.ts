import { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import type { UploadForms } from "../../ports/upload-forms.ts";

/**
 * Presigned POSTs into a bucket; the signer needs PutObject on the key. What a client says its file is, is not part of
 * the form: every upload is stored as bytes of no known kind.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function s3UploadForms(bucket: string, client: S3Client = new S3Client({})): UploadForms {
  return {
    sign: (key, { maxSizeInBytes, expiresInSeconds }) =>
      createPresignedPost(client, {
        Bucket: bucket,
        Key: key,
        Expires: expiresInSeconds,
        Fields: { "Content-Type": "application/octet-stream" },
        Conditions: [["content-length-range", 1, maxSizeInBytes]],
      }),
  };
}
