import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { speculateFunctionName } from "@remotion/lambda-client";
import { createLambda } from "../../../../local/services/lambda/create-lambda.ts";
import { remotionRuntime } from "../../../../local/services/remotion/custom-runtime.ts";
import { createS3Service } from "../../../../local/services/s3/service.ts";
import { openGateway, operator, resource } from "../open-gateway.ts";

export interface RenderCloud {
  readonly endpoint: string;
  /** Every process of the cloud has it in its environment. */
  readonly folder: string;
  readonly functionName: string;
  readonly workBucket: string;
  readonly outputBucket: string;
  readonly s3: S3Client;
  /** What Remotion's client reads, to be set in `process.env` of the test. */
  readonly environment: Readonly<Record<string, string>>;
  /** Again: the same. */
  close(): Promise<void>;
}

/** Lambda with Remotion's function, and S3: what a segment's render needs of the local cloud. */
export async function startRenderCloud(): Promise<RenderCloud> {
  const folder = mkdtempSync(path.join(tmpdir(), "render-cloud-"));
  const functionName = speculateFunctionName({
    memorySizeInMb: 2048,
    diskSizeInMb: 2048,
    timeoutInSeconds: 240,
  });
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`;
  const gateway = await openGateway(
    [
      resource(
        "Renderer",
        "AWS::Lambda::Function",
        functionName,
        {
          FunctionName: functionName,
          Handler: "index.handler",
          Runtime: "nodejs24.x",
          Role: "arn:aws:iam::000000000000:role/renderer",
          Timeout: 240,
          MemorySize: 2048,
          Code: { S3Key: "none" },
        },
        { Arn: arn },
      ),
      resource("Work", "AWS::S3::Bucket", "work", {
        OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
      }),
      resource("Data", "AWS::S3::Bucket", "data"),
    ],
    { stateDir: folder },
  );
  const context = { ...gateway.context, assembly: { ...gateway.context.assembly, assetPath: () => folder } };
  const s3Service = createS3Service(context);
  const lambda = await createLambda(context, { customRuntimes: [remotionRuntime()] });
  gateway.add(s3Service);
  gateway.add(lambda.service);
  await lambda.start();
  const { accessKeyId, secretAccessKey } = operator.credentials;
  let closing: Promise<void> | undefined;
  const close = async () => {
    await lambda.close();
    await s3Service.close?.();
    await gateway.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    endpoint: gateway.endpoint,
    folder,
    functionName,
    workBucket: "work",
    outputBucket: "data",
    s3: new S3Client({ ...gateway.clientConfig, forcePathStyle: true }),
    environment: {
      AWS_ENDPOINT_URL_S3: gateway.endpoint,
      AWS_ENDPOINT_URL_LAMBDA: gateway.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: "us-east-1",
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
