import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { AwsError, type Internal, type Service, type ServiceContext } from "../../types.ts";
import type { Answer } from "./answer.ts";
import { createAsyncInvokes } from "./async-invokes.ts";
import { bundleBootstrap } from "./bundle-bootstrap.ts";
import { collect } from "./collect.ts";
import type { CustomRuntime } from "./environment-spec.ts";
import { readFunctions } from "./function-config.ts";
import { readAsyncConfigs } from "./invoke-config.ts";
import { createInvoker } from "./invoker.ts";
import { ASYNC_REQUEST_LIMIT, SYNC_REQUEST_LIMIT } from "./limits.ts";
import { type Permissions, readPermissions } from "./permissions.ts";
import { pollQueue, type QueuePoller } from "./queue-poller.ts";
import { readQueueSource } from "./queue-source-config.ts";
import { startReaper } from "./reaper.ts";
import { createLambdaApi } from "./service.ts";

export interface LambdaOptions {
  /** Functions served by a program of their own instead of the normal bootstrap. @default none */
  readonly customRuntimes?: readonly CustomRuntime[];
  /** Environments of one function at once; invocations beyond it wait. @default 24 */
  readonly maxEnvironmentsPerFunction?: number;
  /** After how long without an invocation an environment ends, in ms of the host's time. @default 2 minutes */
  readonly idleMs?: number;
}

/** Lambda as a whole: the signed API, and what the other services use of it. */
export interface Lambda {
  readonly service: Service;
  readonly invokeFunction: Internal["invokeFunction"];
  readonly permissions: Permissions;
  /**
   * Invokes for the HTTP front, which has checked permissions itself; a streaming function's answer is a stream.
   *
   * @throws AwsError ResourceNotFoundException, RequestTooLargeException, TooManyRequestsException
   */
  invokeForHttp(functionArn: string, event: unknown, requestId: string): Promise<Answer>;
  /** After a move of the clock: running invocations of the functions with this in their name live through it too. */
  catchUp(name: string): void;
  /** Begins to poll queues and takes up events accepted by an earlier run. Call when every service answers. */
  start(): Promise<void>;
  /** Kills every environment. */
  close(): Promise<void>;
}

/** @throws Error for functions, event sources and destinations of the template that cannot be emulated */
export async function createLambda(context: ServiceContext, options: LambdaOptions = {}): Promise<Lambda> {
  const folder = path.resolve(context.stateDir, "lambda");
  const tempRoot = path.join(folder, "tmp");
  // What a killed run left behind.
  rmSync(tempRoot, { recursive: true, force: true });
  mkdirSync(tempRoot, { recursive: true });

  // Everything that may refuse the template comes before the first process.
  const permissions = readPermissions(context.assembly);
  const functions = readFunctions(context.assembly);
  const asyncConfigOf = readAsyncConfigs(context.assembly);
  const sources = context.assembly
    .ofType("AWS::Lambda::EventSourceMapping")
    .map((resource) => readQueueSource(resource));
  const bootstrap = await bundleBootstrap(folder);
  const reaper = startReaper();
  const invoker = createInvoker({
    context,
    reaper,
    tempRoot,
    functions,
    bootstrap,
    customRuntimes: options.customRuntimes ?? [],
    maxEnvironments: options.maxEnvironmentsPerFunction ?? 24,
    idleMs: options.idleMs ?? 120_000,
  });
  const asyncInvokes = createAsyncInvokes(context, invoker, asyncConfigOf, path.join(folder, "async"));
  const pollers: QueuePoller[] = [];

  const close = async () => {
    for (const poller of pollers) poller.stop();
    asyncInvokes.close();
    invoker.close();
    reaper.close();
  };

  const encode = (event: unknown, limit: number) => {
    const bytes = Buffer.from(JSON.stringify(event) ?? "null");
    if (bytes.length <= limit) return bytes;
    const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
    throw new AwsError("RequestTooLargeException", message, 413, { Type: "User" });
  };

  return {
    service: createLambdaApi({ invoker, asyncInvokes, permissions, close }),
    permissions,
    close,
    catchUp: invoker.catchUp,
    async invokeFunction(functionArn, event, { isAsync, servicePrincipal, sourceArn, signal } = {}) {
      const config = invoker.find(functionArn);
      if (servicePrincipal && !permissions.allowsService(config.arn, servicePrincipal, sourceArn)) {
        throw new AwsError(
          "AccessDeniedException",
          `${servicePrincipal} is not authorized to perform: lambda:InvokeFunction on resource: ${config.arn} ` +
            `for ${sourceArn ?? "no source"} because no Lambda permission of the template allows it`,
          403,
        );
      }
      const requestId = crypto.randomUUID();
      if (isAsync) {
        await asyncInvokes.accept(config, encode(event, ASYNC_REQUEST_LIMIT), requestId);
        return { payload: "" };
      }
      const run = invoker
        .invoke(config, { requestId, event: encode(event, SYNC_REQUEST_LIMIT) })
        .then(collect);
      const answer = await withSignal(run, signal);
      if (answer.kind === "payload") return { payload: answer.body.toString("utf8") };
      return { payload: answer.payload, functionError: "Unhandled" };
    },
    invokeForHttp: (functionArn, event, requestId) =>
      // In the async frame a too large event rejects, as everything else does.
      Promise.resolve().then(() =>
        invoker.invoke(invoker.find(functionArn), { requestId, event: encode(event, SYNC_REQUEST_LIMIT) }),
      ),
    async start() {
      for (const source of sources.filter(({ isEnabled }) => isEnabled)) {
        pollers.push(pollQueue(context, invoker, source, invoker.find(source.functionArn)));
      }
      await asyncInvokes.resume();
    },
  };
}

/** The function runs on; only the wait ends. */
async function withSignal<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
