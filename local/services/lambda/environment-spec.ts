import { mkdir, mkdtemp, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { REGION, type Resource, type ServiceContext } from "../../types.ts";
import type { EnvironmentSpec } from "./environment.ts";
import type { FunctionConfig } from "./function-config.ts";
import { logOutput } from "./function-output.ts";

/** A way to serve functions that are not an asset folder with an ESM handler. */
export interface CustomRuntime {
  matches(resource: Resource): boolean;
  /** A program for Node that speaks the Runtime API; `LAMBDA_TASK_ROOT` is the asset, a folder or a zip. */
  readonly bootstrap: string;
  /** Environment variables on top of the function's. */
  env(resource: Resource): Record<string, string>;
}

export interface SpecOptions {
  readonly context: ServiceContext;
  /** The bundled bootstrap. */
  readonly bootstrap: string;
  readonly customRuntimes: readonly CustomRuntime[];
  /** Environments get their `/tmp` below this folder. */
  readonly tempRoot: string;
}

/**
 * Everything an environment of the function is started with: the variables that AWS's runtime sets, the credentials of its role,
 * the template's own variables on top.
 *
 * @throws Error when the function's code or runtime cannot run here
 */
export async function describeEnvironment(
  config: FunctionConfig,
  options: SpecOptions,
): Promise<EnvironmentSpec> {
  const { context } = options;
  const custom = options.customRuntimes.find((runtime) => runtime.matches(config.resource));
  // A short path: sockets are made below it (Chromium's), and their addresses hold some hundred characters.
  const tempDir = await mkdtemp(path.join(options.tempRoot, "e-"));
  const codeDir = await findCode(config, options, custom !== undefined, tempDir);
  // 90 % of the memory for the heap, as in AWS; a function that outgrows it dies here too.
  const heapMb = Math.floor(config.memoryMb * 0.9);
  const isFolder = (await stat(codeDir)).isDirectory();
  return {
    command: [process.execPath, `--max-old-space-size=${heapMb}`, custom?.bootstrap ?? options.bootstrap],
    workingDir: isFolder ? codeDir : tempDir,
    timeoutMs: config.timeoutSeconds * 1000,
    tempDir,
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      LANG: "en_US.UTF-8",
      TZ: ":UTC",
      HOME: tempDir,
      TMPDIR: tempDir,
      NODE_COMPILE_CACHE: path.join(options.tempRoot, "..", "compiled"),
      ...config.environment,
      ...(custom?.env(config.resource) ?? {}),
      ...endpointVariables(context.endpoint),
      ...credentialVariables(context, config.roleArn),
      ...functionVariables(config, codeDir),
      REELWRIGHT_CLOCK_OFFSET_MS: String(context.clock.offsetMs),
    },
    onOutput: (stream, output) => logOutput(context.log, config.name, stream, output),
  };
}

async function findCode(
  config: FunctionConfig,
  { context }: SpecOptions,
  isCustom: boolean,
  tempDir: string,
): Promise<string> {
  if (!isCustom && !config.runtime?.startsWith("nodejs")) {
    throw new Error(
      `${config.name} needs the runtime ${config.runtime ?? "of an image"}, which does not run here`,
    );
  }
  if ("inline" in config.code) {
    const folder = path.join(tempDir, "task");
    await mkdir(folder);
    await writeFile(path.join(folder, "index.js"), config.code.inline);
    return folder;
  }
  const asset = path.resolve(context.assembly.assetPath(config.code.assetKey));
  if (!isCustom && !(await stat(asset)).isDirectory()) {
    throw new Error(`${config.name}: its code is the archive ${asset}; only folders run here`);
  }
  return asset;
}

function functionVariables(config: FunctionConfig, codeDir: string): Record<string, string> {
  return {
    _HANDLER: config.handler ?? "",
    LAMBDA_TASK_ROOT: codeDir,
    LAMBDA_RUNTIME_DIR: codeDir,
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime ?? "nodejs24.x"}`,
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/[$LATEST]${crypto.randomUUID().replaceAll("-", "")}`,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
  };
}

function endpointVariables(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_LAMBDA: endpoint,
  };
}

function credentialVariables(context: ServiceContext, roleArn: string): Record<string, string> {
  const { credentials } = context.principalOf(roleArn);
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken ? { AWS_SESSION_TOKEN: credentials.sessionToken } : {}),
  };
}
