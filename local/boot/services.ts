import { createDynamoDbService, type DynamoDbService } from "../services/dynamodb/service.ts";
import { createSchedulerService } from "../services/events/scheduler.ts";
import { createEventsService } from "../services/events/service.ts";
import { createDispatch, type Dispatch } from "../services/gateway/dispatch.ts";
import { createInternalCall } from "../services/gateway/internal-calls.ts";
import { createAuthorizer } from "../services/iam/authorizer.ts";
import type { Principals } from "../services/iam/principals.ts";
import { createLambda, type Lambda } from "../services/lambda/create-lambda.ts";
import { createSsmService } from "../services/parameters/service.ts";
import { remotionRuntime } from "../services/remotion/custom-runtime.ts";
import { createS3Service, type S3Service } from "../services/s3/service.ts";
import { createSecretsManagerService } from "../services/secrets/service.ts";
import { createSqsService } from "../services/sqs/service.ts";
import { createStatesService } from "../services/states/service.ts";
import type { Internal, NeededGrant, Service, ServiceContext } from "../types.ts";
import { createPollyService } from "../vendors/polly/create-polly-service.ts";
import type { Closers } from "./closers.ts";
import { deployBuckets } from "./deploy-buckets.ts";
import { listExecutions } from "./list-executions.ts";
import type { ResolvedAssembly } from "./resolve-assembly.ts";
import type { Stopwatch } from "./stopwatch.ts";

export interface RunningServices {
  readonly dispatch: Dispatch;
  readonly context: ServiceContext;
  readonly dynamodb: DynamoDbService;
  readonly s3: S3Service;
  readonly lambda: Lambda;
  /** For `GET /executions` of the control server. */
  executions(): Promise<unknown>;
  /** Begins what runs by itself: polling queues, schedules, interrupted executions. Call when the endpoint answers. */
  start(): Promise<void>;
}

export interface ServicesOptions {
  readonly resolved: ResolvedAssembly;
  readonly principals: Principals;
  readonly context: Omit<ServiceContext, "assembly" | "principalOf" | "operator" | "internal" | "may">;
  readonly closers: Closers;
  readonly stopwatch: Stopwatch;
  /** Of one function. */
  readonly maxEnvironments: number;
}

/** Makes every service that stands behind the AWS endpoint, and gives each the others. */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  const { resolved, principals, closers, stopwatch } = options;
  const registry = new Map<string, Service>();
  const authorizer = createAuthorizer();
  const dispatch = createDispatch(registry, authorizer);
  let lambda: Lambda | undefined;
  const internal: Internal = {
    call: createInternalCall(principals, dispatch),
    invokeFunction: async (arn, event, invokeOptions) => {
      if (!lambda) throw new Error("functions cannot be invoked before the cloud is up");
      return lambda.invokeFunction(arn, event, invokeOptions);
    },
  };
  const context: ServiceContext = {
    ...options.context,
    assembly: resolved.assembly,
    operator: principals.operator,
    principalOf: (roleArn) => principals.ofRole(roleArn),
    internal,
    may: (principal, grant) =>
      authorizer.may(principal, grant, (arn) => registry.get(serviceOf(grant))?.resourcePolicy?.(arn)),
  };
  const register = (service: Service) => {
    registry.set(service.signingName, service);
    closers.add(service.signingName, async () => service.close?.());
  };

  const s3 = createS3Service(context);
  register(s3);
  // The slow ones at once: a database in another process, files to copy, a bundle to make.
  const made = await Promise.allSettled([
    stopwatch.time("dynamodb", () => createDynamoDbService(context)),
    stopwatch.time("lambda", () =>
      createLambda(context, {
        customRuntimes: [remotionRuntime()],
        maxEnvironmentsPerFunction: options.maxEnvironments,
      }),
    ),
    stopwatch.time("deployments", () => deployBuckets(context, s3)),
  ]);
  const [dynamodb, functions, deployments] = made;
  if (dynamodb.status === "fulfilled") register(dynamodb.value);
  if (functions.status === "fulfilled") register(functions.value.service);
  if (dynamodb.status === "rejected") throw dynamodb.reason;
  if (functions.status === "rejected") throw functions.reason;
  if (deployments.status === "rejected") throw deployments.reason;
  lambda = functions.value;

  register(createSqsService(context));
  register(createStatesService(context));
  const events = createEventsService(context);
  register(events);
  const scheduler = createSchedulerService(context);
  register(scheduler);
  register(await stopwatch.time("polly", () => createPollyService(context)));
  register(createSecretsManagerService(resolved.secrets));
  register(createSsmService(resolved.parameters));

  return {
    dispatch,
    context,
    dynamodb: dynamodb.value,
    s3,
    lambda,
    executions: () => listExecutions(resolved.assembly, internal.call),
    async start() {
      await Promise.all([functions.value.start(), events.start(), scheduler.start()]);
    },
  };
}

/** The prefix of an action is the service's signing name for all that are emulated here. */
function serviceOf({ action }: NeededGrant): string {
  return action.slice(0, action.indexOf(":"));
}
