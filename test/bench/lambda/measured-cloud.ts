import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { synthesize } from "../../../bin/cloud/synthesize.ts";
import { boot, type LocalCloud } from "../../../local/boot.ts";
import { DEFAULT_OPTIONS } from "../../../local/config.ts";
import { createLambda, type Lambda } from "../../../local/services/lambda/create-lambda.ts";
import { createAssembly } from "../../../local/template/assembly.ts";
import type { Log, Resource } from "../../../local/types.ts";
import { type DynamoMeter, startDynamoMeter } from "./dynamo-meter.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

/** The product without vendors, and its API functions once more where they can be measured. */
export interface MeasuredCloud {
  readonly cloud: LocalCloud;
  readonly meter: DynamoMeter;
  /** The functions behind the HTTP API and the function URLs, by name ("ProjectsApi"). */
  readonly apiFunctions: ReadonlyMap<string, Resource>;
  /** ARN of the handler that does nothing. */
  readonly emptyArn: string;
  /**
   * The local cloud's Lambda with the API functions and the empty one, all of the same memory, DynamoDB behind the meter.
   * @param idleMs after how long an unused environment ends; 0: each invocation finds a new one
   */
  startLambda(idleMs: number): Promise<Lambda>;
  close(): Promise<void>;
}

const silent: Log = { info: () => undefined, warn: () => undefined, debug: () => undefined };

/** @param parameters of the template; vendors are where they say. @default nobody asks a vendor */
export async function startMeasuredCloud(
  parameters: Readonly<Record<string, string>> = {},
): Promise<MeasuredCloud> {
  const folder = mkdtempSync(join(tmpdir(), "reelwright-bench-"));
  const assemblyDir = join(ROOT, "cdk.out");
  await synthesize(assemblyDir);
  const cloud = await boot(
    { ...DEFAULT_OPTIONS, assemblyDir, stateDir: join(folder, "cloud"), port: 0, mediaPort: 0, parameters },
    // With keys there is no emulator to start.
    { log: silent, keys: { anthropic: "unused", fal: "unused" } },
  );
  const { context, dynamodb } = cloud.services;
  const meter = await startDynamoMeter(dynamodb, context.operator);
  const empty = await emptyFunction(folder, cloud);
  const apiFunctions = apiFunctionsOf(cloud);
  const metered = [empty, ...apiFunctions.values()].map((resource) => withMeter(resource, meter));
  const lambdas: Lambda[] = [];
  return {
    cloud,
    meter,
    apiFunctions,
    emptyArn: arnOf(empty),
    async startLambda(idleMs) {
      const assembly = {
        ...createAssembly({ resources: metered, outputs: {}, assets: new Map() }),
        assetPath: (key: string) => (key === EMPTY ? join(folder, EMPTY) : context.assembly.assetPath(key)),
      };
      const stateDir = join(folder, `lambda-${lambdas.length}`);
      const lambda = await createLambda({ ...context, assembly, stateDir }, { idleMs });
      lambdas.push(lambda);
      return lambda;
    },
    async close() {
      for (const lambda of lambdas) await lambda.close();
      await meter.close();
      await cloud.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const EMPTY = "empty";

export const arnOf = ({ attributes, logicalId }: Resource): string => {
  if (attributes.Arn === undefined) throw new Error(`${logicalId} has no ARN`);
  return attributes.Arn;
};

/** Bundled as lib/constructs/node-function.ts bundles, with the role and the memory of an API function. */
async function emptyFunction(folder: string, cloud: LocalCloud): Promise<Resource> {
  await build({
    entryPoints: [join(import.meta.dirname, "empty-handler.ts")],
    outfile: join(folder, EMPTY, "index.js"),
    bundle: true,
    minify: true,
    sourcemap: true,
    platform: "node",
    format: "cjs",
    target: "node24",
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  const [like] = apiFunctionsOf(cloud).values();
  if (like === undefined) throw new Error("the template has no API function");
  return {
    ...like,
    logicalId: EMPTY,
    ref: EMPTY,
    attributes: { Arn: `${arnOf(like)}-${EMPTY}` },
    properties: {
      ...like.properties,
      Handler: "index.handler",
      Code: { S3Key: EMPTY },
      Environment: { Variables: {} },
    },
  };
}

function apiFunctionsOf({ services }: LocalCloud): Map<string, Resource> {
  const { assembly } = services.context;
  const arns = new Set([
    ...assembly.ofType("AWS::Lambda::Url").map(({ properties }) => properties.TargetFunctionArn),
    ...assembly.ofType("AWS::ApiGatewayV2::Integration").map(({ properties }) => properties.IntegrationUri),
  ]);
  return new Map(
    assembly
      .ofType("AWS::Lambda::Function")
      .filter(({ attributes }) => arns.has(attributes.Arn))
      .map((resource) => [nameOf(resource), resource]),
  );
}

const nameOf = ({ logicalId }: Resource): string =>
  /^Surfaces(\w+?)Function[0-9A-F]{8}$/.exec(logicalId)?.[1] ?? logicalId;

function withMeter(resource: Resource, meter: DynamoMeter): Resource {
  const { Environment, ...properties } = resource.properties;
  const { Variables = {} } = Environment as { Variables?: Record<string, unknown> };
  const metered = {
    ...Variables,
    AWS_ENDPOINT_URL_DYNAMODB: meter.url,
    // The local cloud keeps what the compiler has learned; Lambda does not.
    NODE_DISABLE_COMPILE_CACHE: "1",
  };
  return { ...resource, properties: { ...properties, Environment: { Variables: metered } } };
}
