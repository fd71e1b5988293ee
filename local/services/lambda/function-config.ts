import { z } from "zod";
import type { Assembly, Resource } from "../../types.ts";

/** CloudFormation lets numbers be written as text. */
const count = z.coerce.number().int();

const functionProperties = z.object({
  Handler: z.string().optional(),
  Runtime: z.string().optional(),
  PackageType: z.string().default("Zip"),
  Role: z.string(),
  Timeout: count.default(3),
  MemorySize: count.default(128),
  ReservedConcurrentExecutions: count.optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  Code: z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  Layers: z.array(z.string()).optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
});

/** A function of the template, with AWS's defaults filled in. */
export interface FunctionConfig {
  readonly resource: Resource;
  readonly name: string;
  readonly arn: string;
  /** `index.handler`; undefined for a container image. */
  readonly handler: string | undefined;
  readonly runtime: string | undefined;
  readonly roleArn: string;
  /** 1 to 900. @default 3 */
  readonly timeoutSeconds: number;
  /** @default 128 */
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly reservedConcurrency: number | undefined;
  readonly layers: readonly string[];
  readonly deadLetterArn: string | undefined;
  /** Where the code is. @throws Error when the assembly lacks the asset */
  readonly code: { readonly inline: string } | { readonly assetKey: string };
}

/** @throws z.ZodError, wrapped, naming the function whose properties are not understood */
export function readFunctionConfig(resource: Resource): FunctionConfig {
  const parsed = functionProperties.safeParse(resource.properties);
  if (!parsed.success) {
    throw new Error(`${resource.logicalId}: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  }
  const properties = parsed.data;
  const { S3Key: assetKey, ZipFile: inline } = properties.Code;
  if (assetKey === undefined && inline === undefined) {
    throw new Error(`${resource.logicalId} has neither an asset nor inline code: images do not run here`);
  }
  return {
    resource,
    name: resource.ref,
    arn: resource.attributes.Arn ?? resource.ref,
    handler: properties.Handler,
    runtime: properties.Runtime,
    roleArn: properties.Role,
    timeoutSeconds: properties.Timeout,
    memoryMb: properties.MemorySize,
    environment: properties.Environment?.Variables ?? {},
    reservedConcurrency: properties.ReservedConcurrentExecutions,
    layers: properties.Layers ?? [],
    deadLetterArn: properties.DeadLetterConfig?.TargetArn,
    code: inline === undefined ? { assetKey: assetKey ?? "" } : { inline },
  };
}

/** Every function of the template, by ARN. */
export function readFunctions(assembly: Assembly): Map<string, FunctionConfig> {
  const configs = assembly.ofType("AWS::Lambda::Function").map((resource) => readFunctionConfig(resource));
  return new Map(configs.map((config) => [config.arn, config]));
}
