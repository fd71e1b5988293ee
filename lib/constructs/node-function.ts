import { join } from "node:path";
import { type Duration, RemovalPolicy, Size } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, type ILayerVersion, Runtime } from "aws-cdk-lib/aws-lambda";
import { type ICommandHooks, NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { type EnvKey, envVars } from "../../core/contract/env.ts";

const ROOT = join(import.meta.dirname, "../..");

/** How esbuild makes one file of a function. Errors that a state machine looks for carry their names as text. */
export const BUNDLING = {
  // An ES module that imports node:http makes Node load its fetch as well, for the export's sake.
  format: OutputFormat.CJS,
  target: "node24",
  minify: true,
  // For functions/runtime/source-places.ts. Node's own --enable-source-maps reads it at each cold start.
  sourceMap: true,
  sourcesContent: false,
  mainFields: ["module", "main"],
  // Lambda gives credentials in the environment; the other ways to get some are loaded on demand only, and never.
  externalModules: [
    "@aws-sdk/credential-provider-http",
    "@aws-sdk/credential-provider-ini",
    "@aws-sdk/credential-provider-login",
    "@aws-sdk/credential-provider-process",
    "@aws-sdk/credential-provider-sso",
    "@aws-sdk/credential-provider-web-identity",
    "@smithy/credential-provider-imds",
  ],
  // Dependencies that are ES modules ask where they are.
  define: { "import.meta.url": "__moduleUrl" },
  banner: 'const __moduleUrl="file://"+__filename;',
};

/** For whoever runs the code where it lies, inside a package of ES modules. */
const SAYS_COMMONJS: ICommandHooks = {
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (_inputDir, outputDir) => [`echo '{"type":"commonjs"}' > "${outputDir}/package.json"`],
};

export interface NodeFunctionProps {
  /** Folder under functions/; its handler.ts is the entry. */
  readonly folder: string;
  readonly timeout: Duration;
  /** In MB. @default 512 */
  readonly memorySize?: number;
  /** @default 512 MB */
  readonly ephemeralStorage?: Size;
  readonly layers?: readonly ILayerVersion[];
  /** Of events that nobody waits for. @default two, and six hours */
  readonly events?: { readonly retryAttempts: number; readonly maxEventAge: Duration };
  /** By the names that functions read them with. */
  readonly environment: Partial<Record<EnvKey, string>>;
}

/**
 * One Lambda of functions/: bundled by esbuild as one minified module with its source map, on arm64, with a log
 * group of its own that forgets after a month.
 *
 * Grants are methods, so that a stack reads as a list of who may do what; each names single actions on one resource.
 */
export class NodeFunction extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, "Logs", {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not AWSLambdaBasicExecutionRole: that one writes to every log group of the account.
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    this.function = new NodejsFunction(this, "Function", {
      role,
      entry: join(ROOT, "functions", props.folder, "handler.ts"),
      projectRoot: ROOT,
      depsLockFilePath: join(ROOT, "package-lock.json"),
      handler: "handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize ?? 512,
      ephemeralStorageSize: props.ephemeralStorage ?? Size.mebibytes(512),
      layers: [...(props.layers ?? [])],
      ...props.events,
      logGroup,
      environment: Object.fromEntries(
        Object.entries(props.environment).map(([key, value]) => [envVars[key as EnvKey], value]),
      ),
      bundling: { ...BUNDLING, commandHooks: SAYS_COMMONJS },
    });
  }

  /** Single items and queries of a table and of the indexes named; never Scan. */
  readTable(table: Table, ...indexes: string[]): this {
    return this.allow(
      ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"],
      [table.tableArn, ...indexes.map((index) => `${table.tableArn}/index/${index}`)],
    );
  }

  readWriteTable(table: Table, ...indexes: string[]): this {
    return this.readTable(table, ...indexes).allow(
      ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"],
      [table.tableArn],
    );
  }

  /** Objects under the prefixes. ListBucket comes along because without it S3 answers 403 for a missing key. */
  readObjects(bucket: IBucket, ...prefixes: string[]): this {
    return this.allow(["s3:GetObject"], under(bucket, prefixes)).allow(["s3:ListBucket"], [bucket.bucketArn]);
  }

  writeObjects(bucket: IBucket, ...prefixes: string[]): this {
    return this.allow(["s3:PutObject", "s3:AbortMultipartUpload"], under(bucket, prefixes));
  }

  deleteObjects(bucket: IBucket, ...prefixes: string[]): this {
    return this.allow(["s3:DeleteObject"], under(bucket, prefixes));
  }

  sendMessages(queue: IQueue): this {
    return this.allow(["sqs:SendMessage"], [queue.queueArn]);
  }

  allow(actions: string[], resources: string[]): this {
    this.function.addToRolePolicy(new PolicyStatement({ actions, resources }));
    return this;
  }
}

const under = (bucket: IBucket, prefixes: string[]): string[] =>
  prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`));
