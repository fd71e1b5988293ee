import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startFauxqs } from "fauxqs";
import { afterAll, beforeAll } from "vitest";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { blobStoreSuite } from "./blob-store-suite.ts";
import { inMemoryBlobStore } from "./in-memory/blob-store.ts";

let server: Awaited<ReturnType<typeof startFauxqs>>;
let client: S3Client;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  client = new S3Client({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await client.send(new CreateBucketCommand({ Bucket: "data" }));
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

blobStoreSuite("memory", async () => inMemoryBlobStore());
blobStoreSuite("S3", async () => s3BlobStore("data", client));
