import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { getRegions, LambdaInternals } from "@remotion/lambda";
import { speculateFunctionName } from "@remotion/lambda-client";
import { Arn, ArnFormat, Aws, CfnMapping, Duration, RemovalPolicy, Size, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LayerVersion,
  Runtime,
  RuntimeManagementMode,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";

const require = createRequire(import.meta.url);
const packageFolder = dirname(require.resolve("@remotion/lambda/package.json"));

/** Remotion's function for arm64; also holds ffmpeg, ffprobe and their libraries. */
export const REMOTION_ZIP = join(packageFolder, "remotionlambda-arm64.zip");

/** The Node.js 24 build that this version of Remotion was tested on, from its own `create-function`. */
const RUNTIME_VERSION = "58a37e8413ed69058c4ac3b1df642118591f17d40def93d6101f867c72cd03c2";

/** Layers in Remotion's account; the same names in every region, with versions that differ. */
const LAYERS = ["fonts", "chromium", "emoji-google", "cjk"] as const;

export interface RemotionRendererProps {
  /** Props, progress and chunks; needs ACLs (OBJECT_WRITER). */
  readonly workBucket: IBucket;
  /** Where finished segments go, under `segments/`. */
  readonly outputBucket: IBucket;
  /** In MB; CPU comes with it. @default 2048 */
  readonly memorySize?: number;
  /**
   * Longest render of one piece of up to 300 frames, which this function draws in one go; without a GPU it makes one or two
   * frames a second. @default 10 minutes
   */
  readonly timeout?: Duration;
}

/**
 * Remotion Lambda, defined here instead of by Remotion's own deploy command.
 *
 * The name carries memory, disk and timeout, because `getRenderProgress` parses it. Client and function must be of
 * exactly one version: every `remotion` package is pinned to the same one.
 */
export class RemotionRenderer extends Construct {
  readonly function: LambdaFunction;
  readonly functionName: string;

  constructor(scope: Construct, id: string, props: RemotionRendererProps) {
    super(scope, id);
    const memorySize = props.memorySize ?? 2048;
    const timeout = props.timeout ?? Duration.minutes(10);
    const disk = 2048;
    this.functionName = speculateFunctionName({
      memorySizeInMb: memorySize,
      diskSizeInMb: disk,
      timeoutInSeconds: timeout.toSeconds(),
    });
    const layers = this.layersByRegion();
    this.function = new LambdaFunction(this, "Function", {
      functionName: this.functionName,
      description: "Renders frames (Remotion Lambda).",
      code: Code.fromAsset(REMOTION_ZIP),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      runtimeManagementMode: RuntimeManagementMode.manual(
        `arn:${Aws.PARTITION}:lambda:${Aws.REGION}::runtime:${RUNTIME_VERSION}`,
      ),
      architecture: Architecture.ARM_64,
      memorySize,
      ephemeralStorageSize: Size.mebibytes(disk),
      timeout,
      retryAttempts: 0,
      layers: LAYERS.map((name) =>
        LayerVersion.fromLayerVersionArn(this, `Layer-${name}`, layers.findInMap(Aws.REGION, mapKey(name))),
      ),
      logGroup: new LogGroup(this, "Logs", {
        logGroupName: `/aws/lambda/${this.functionName}`,
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    this.grantItself(props);
  }

  /** From the name, because a reference to the function in its own role's policy would be a cycle. */
  get functionArn(): string {
    return Arn.format(
      {
        service: "lambda",
        resource: "function",
        resourceName: this.functionName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      },
      Stack.of(this),
    );
  }

  private grantItself({ workBucket, outputBucket }: RemotionRendererProps): void {
    const grant = (actions: string[], resources: string[]) =>
      this.function.addToRolePolicy(new PolicyStatement({ actions, resources }));
    grant(["lambda:InvokeFunction"], [this.functionArn]);
    grant(
      ["s3:GetObject", "s3:PutObject", "s3:PutObjectAcl", "s3:DeleteObject"],
      [workBucket.arnForObjects("renders/*"), workBucket.arnForObjects("input-props/*")],
    );
    grant(["s3:GetObject", "s3:PutObject"], [outputBucket.arnForObjects("segments/*")]);
    grant(["s3:ListBucket"], [workBucket.bucketArn, outputBucket.bucketArn]);
  }

  private layersByRegion(): CfnMapping {
    return new CfnMapping(this, "Layers", {
      mapping: Object.fromEntries(
        getRegions()
          .filter((region) => !region.startsWith("cn-"))
          .map((region) => [region, layersIn(region)]),
      ),
    });
  }
}

const mapKey = (name: string): string => name.replaceAll("-", "");

function layersIn(region: ReturnType<typeof getRegions>[number]): Record<string, string> {
  const hosted = LambdaInternals.getLayers({ option: "default", region });
  return Object.fromEntries(
    LAYERS.map((name) => {
      const layer = hosted.find(({ layerArn }) => layerArn.includes(`-${name}-`));
      if (!layer) throw new Error(`Remotion has no ${name} layer in ${region}`);
      return [mapKey(name), `${layer.layerArn}:${layer.version}`];
    }),
  );
}
