import { AwsError, type AwsResponse, type ServiceContext } from "../../types.ts";
import type { Bucket } from "./bucket.ts";
import type { S3Call } from "./call.ts";

/** What an operation works on. */
export interface OperationInput {
  readonly call: S3Call;
  readonly bucket: Bucket;
  /** @throws AwsError `NoSuchBucket` */
  bucketNamed(name: string): Bucket;
  readonly context: ServiceContext;
}

export type Operation = (input: OperationInput) => Promise<AwsResponse>;

export function xmlResponse(body: string, headers: Record<string, string> = {}): AwsResponse {
  return { status: 200, headers: { "content-type": "application/xml", ...headers }, body };
}

/** What S3 says of a key that is not there: 404 to those who may list the bucket, 403 to everyone else. */
export async function missingKey(
  { call, bucket, context }: OperationInput,
  key = call.key,
): Promise<AwsError> {
  const grant = {
    action: "s3:ListBucket",
    resource: bucket.configuration.arn,
    context: { "s3:prefix": key },
  };
  return (await context.may(call.request.principal, grant))
    ? new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key })
    : new AwsError(
        "AccessDenied",
        `Access Denied (${key} is not there, and ${call.request.principal.arn} may not s3:ListBucket on ${bucket.configuration.name})`,
        403,
      );
}

export function quoted(etag: string): string {
  return `"${etag}"`;
}
