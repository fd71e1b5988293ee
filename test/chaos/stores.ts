import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { dynamoEventLog } from "../../core/adapters/dynamo/event-log.ts";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { dynamoRunStore } from "../../core/adapters/dynamo/run-store.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";

export interface AwsConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export type Stores = ReturnType<typeof openStores>;

/** What the product keeps, to be looked at from outside. */
export function openStores(config: AwsConfig, nameOf: (type: string, part: string) => string) {
  const client = documentClient(new DynamoDBClient(config));
  const core = { client, name: nameOf("AWS::DynamoDB::Table", "Core") };
  const events = { client, name: nameOf("AWS::DynamoDB::Table", "Events") };
  const data = s3BlobStore(
    nameOf("AWS::S3::Bucket", "Data"),
    new S3Client({ ...config, forcePathStyle: true }),
  );
  return {
    data,
    credits: dynamoCreditStore(core),
    jobs: dynamoJobStore(core),
    projects: dynamoProjectStore(core, data),
    runs: dynamoRunStore(core, data),
    // Events that have expired are looked at, too.
    log: dynamoEventLog({ table: events, blobs: data, clock: { now: () => 0 } }),
  };
}
