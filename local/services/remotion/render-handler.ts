import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import path from "node:path";
import type { AwsProvider } from "@remotion/lambda-client";
import type { InsideFunctionSpecifics } from "@remotion/serverless";
import { oneAtATime } from "./one-at-a-time.ts";

// CommonJS, and one copy of each: the two halves of Remotion's function share state.
const require = createRequire(import.meta.url);
const serverless: typeof import("@remotion/serverless") = require("@remotion/serverless");
const {
  LambdaClientInternals,
}: typeof import("@remotion/lambda-client") = require("@remotion/lambda-client");
const {
  serverAwsImplementation,
}: { serverAwsImplementation: InsideFunctionSpecifics<AwsProvider> } = require(
  // Not among the package's exports, but what its function is made of.
  path.join(
    path.dirname(require.resolve("@remotion/lambda/package.json")),
    "dist/functions/aws-server-implementation.js",
  ),
);

type Params = Parameters<typeof serverless.innerHandler<AwsProvider>>[0]["params"];

type ResponseStream = Parameters<typeof serverless.streamWriter>[0];

export interface RenderHandlerOptions {
  readonly chromiumPath: string;
  /** Held while frames are drawn, by this or another environment of the machine. */
  readonly lockFile: string;
}

interface InvocationContext {
  readonly awsRequestId: string;
  readonly invokedFunctionArn?: unknown;
  getRemainingTimeInMillis(): number;
}

/**
 * Remotion's own function, as its handler file composes it, but for a machine that is nobody's sandbox: the temporary
 * folder is not wiped, the browser is the machine's own and stays open between invocations, graphics go the way that is
 * fastest without a GPU, and every core draws, one chunk at a time.
 */
export function createRenderHandler({ chromiumPath, lockFile }: RenderHandlerOptions) {
  const providerSpecifics = {
    ...LambdaClientInternals.awsImplementation,
    getChromiumPath: () => chromiumPath,
  };
  const insideFunctionSpecifics: InsideFunctionSpecifics<AwsProvider> = {
    ...serverAwsImplementation,
    deleteTmpDir: () => Promise.resolve(),
    forgetBrowserEventLoop: () => undefined,
    getBrowserInstance: (options) =>
      serverless.getBrowserInstanceImplementation({
        ...options,
        chromiumOptions: { ...options.chromiumOptions, gl: null, enableMultiProcessOnLinux: true },
      }),
  };

  return async (params: Params, stream: ResponseStream, context: InvocationContext): Promise<void> => {
    const expectedBucketOwner = String(context.invokedFunctionArn).split(":")[4];
    if (!expectedBucketOwner) throw new Error("The invocation does not name the function's ARN.");
    const run = () =>
      serverless.innerHandler<AwsProvider>({
        params: withAllCores(params),
        responseWriter: serverless.streamWriter(stream),
        context: {
          requestId: context.awsRequestId,
          expectedBucketOwner,
          getRemainingTimeInMillis: () => context.getRemainingTimeInMillis(),
        },
        providerSpecifics,
        insideFunctionSpecifics,
      });
    try {
      await (draws(params) ? oneAtATime(lockFile, run) : run());
    } catch (error) {
      if (!answersErrors(params)) throw error;
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      stream.end(JSON.stringify({ type: "error", message, stack }));
    }
  };
}

/** Every other invocation only waits for these, so that taking the lock for it would be for ever. */
function draws(params: Params): boolean {
  if (params.type === serverless.ServerlessRoutines.launch) {
    return params.concurrency === 1 && params.rendererFunctionName === null;
  }
  return (
    params.type === serverless.ServerlessRoutines.renderer ||
    params.type === serverless.ServerlessRoutines.still
  );
}

/** Routines whose callers read an error from the answer; the others' fail the invocation. */
function answersErrors(params: Params): boolean {
  const { info, start, compositions } = serverless.ServerlessRoutines;
  return params.type === info || params.type === start || params.type === compositions;
}

function withAllCores(params: Params): Params {
  const cores = availableParallelism();
  if (params.type === serverless.ServerlessRoutines.launch)
    return { ...params, concurrencyPerFunction: cores };
  if (params.type === serverless.ServerlessRoutines.renderer)
    return { ...params, concurrencyPerLambda: cores };
  return params;
}
