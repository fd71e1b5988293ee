import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll } from "vitest";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { createS3Service } from "../../local/services/s3/service.ts";
import { type OpenGateway, openGateway, resource } from "../local/services/open-gateway.ts";
import { blobStoreSuite } from "./blob-store-suite.ts";
import { inMemoryBlobStore } from "./in-memory/blob-store.ts";
import { testClock } from "./in-memory/clock.ts";

let gateway: OpenGateway;
let client: S3Client;

beforeAll(async () => {
  gateway = await openGateway([resource("Data", "AWS::S3::Bucket", "data")]);
  gateway.add(createS3Service(gateway.context));
  client = new S3Client({ ...gateway.clientConfig, forcePathStyle: true });
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
});

const clock = testClock();
blobStoreSuite("memory", async () => inMemoryBlobStore(clock.now), clock);
blobStoreSuite("S3", async () => s3BlobStore("data", client), {
  now: () => gateway.context.clock.now(),
  advance: (byMs) => gateway.context.clock.advance(byMs),
});
