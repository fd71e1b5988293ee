import { AwsError, type Fault, type Faults, type ServiceContext } from "../../types.ts";
import { type Answer, failureOf, type Invocation } from "./answer.ts";
import type { RunOptions } from "./environment.ts";
import { createPool, type EnvironmentPool } from "./environment-pool.ts";
import { type CustomRuntime, describeEnvironment } from "./environment-spec.ts";
import type { FunctionConfig } from "./function-config.ts";
import { parseFunctionName } from "./function-name.ts";
import type { Reaper } from "./reaper.ts";

export interface InvokerOptions {
  readonly context: ServiceContext;
  readonly functions: ReadonlyMap<string, FunctionConfig>;
  readonly reaper: Reaper;
  readonly bootstrap: string;
  readonly customRuntimes: readonly CustomRuntime[];
  readonly tempRoot: string;
  readonly maxEnvironments: number;
  readonly idleMs: number;
}

/** Runs functions. Whoever calls it has checked that the caller may. */
export interface Invoker {
  has(functionArn: string): boolean;
  /** @throws AwsError ResourceNotFoundException for a function that the template does not have */
  find(nameOrArn: string): FunctionConfig;
  /** Delivers an event, with the faults that tests ordered. @throws AwsError TooManyRequestsException, ServiceException */
  invoke(config: FunctionConfig, invocation: Omit<Invocation, "invokedFunctionArn">): Promise<Answer>;
  /** Running invocations of the functions with this in their name see the account's time of now. */
  catchUp(name: string): void;
  close(): void;
}

/** A fault may ask for a text in the event; looked for in its first bytes only. */
const FAULT_SEARCH_BYTES = 64 * 1024;

export function createInvoker(options: InvokerOptions): Invoker {
  const { context, functions } = options;
  const pools = new Map<string, EnvironmentPool>();

  const poolOf = (config: FunctionConfig) => {
    const existing = pools.get(config.arn);
    if (existing) return existing;
    const pool = createPool({
      ...options,
      clock: context.clock,
      describe: () => describeEnvironment(config, options),
    });
    pools.set(config.arn, pool);
    if (config.layers.length > 0) {
      context.log.debug("lambda.layers-not-mounted", { function: config.name, layers: config.layers });
    }
    return pool;
  };

  const run = async (
    config: FunctionConfig,
    invocation: Invocation,
    runOptions?: RunOptions,
  ): Promise<Answer> => {
    const pool = poolOf(config);
    if (config.reservedConcurrency !== undefined && pool.load >= config.reservedConcurrency)
      throw throttled();
    if (pool.load >= options.maxEnvironments) {
      // AWS would run it in yet another environment; a laptop has it wait, and whoever wonders why should see it.
      context.log.warn("lambda.waiting", { function: config.name, environments: options.maxEnvironments });
    }
    const startedMs = performance.now();
    const { answer, isCold } = await pool.run(invocation, runOptions);
    context.log.debug("lambda.invoked", {
      function: config.name,
      requestId: invocation.requestId,
      answer: answer.kind === "failure" ? answer.errorType : answer.kind,
      isCold,
      durationMs: Math.round(performance.now() - startedMs),
    });
    if (answer.kind === "failure") {
      context.log.warn("lambda.failed", {
        function: config.name,
        requestId: invocation.requestId,
        error: answer.payload,
      });
    }
    return answer;
  };

  /** A second delivery, at once or late, whose answer nobody waits for. */
  const again = (config: FunctionConfig, invocation: Invocation, delayMs: number) => {
    const repeat = { ...invocation, requestId: crypto.randomUUID() };
    context.clock
      .sleep(delayMs)
      .then(() => run(config, repeat))
      .then(forget)
      .catch((error: unknown) => context.log.warn("lambda.repeat-failed", { function: config.name, error }));
  };

  const suffer = async (fault: Fault, config: FunctionConfig, invocation: Invocation): Promise<Answer> => {
    context.log.info("lambda.fault", { function: config.name, fault });
    switch (fault.kind) {
      case "fail":
        if (fault.status !== undefined) throw failedWith(fault.status, fault.error);
        return failureOf(fault.error ?? "InjectedFault", "this failure was ordered by the fault control");
      case "overload":
        throw throttled();
      case "delay":
        await context.clock.sleep(fault.delayMs ?? 1000);
        return run(config, invocation);
      case "stall":
        await context.clock.sleep(fault.delayMs ?? config.timeoutSeconds * 1000);
        return failureOf("Sandbox.Timedout", timedOut(config, invocation));
      case "kill":
        return run(config, invocation, cutOff(fault, context.faults));
      case "lose":
        return run(config, invocation, { isLost: true });
      case "duplicate": {
        if (fault.delayMs !== undefined) {
          again(config, invocation, fault.delayMs);
          return run(config, invocation);
        }
        forget(await run(config, invocation));
        return run(config, invocation);
      }
      case "garbage":
        return { kind: "payload", body: Buffer.from('{"garbage":') };
    }
  };

  return {
    has: (functionArn) => functions.has(functionArn),
    find(nameOrArn) {
      const { arn } = parseFunctionName(nameOrArn);
      const config = functions.get(arn);
      if (!config) {
        throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, 404, { Type: "User" });
      }
      return config;
    },
    async invoke(config, { requestId, event, clientContext }) {
      const invocation: Invocation = {
        requestId,
        event,
        invokedFunctionArn: config.arn,
        ...(clientContext === undefined ? {} : { clientContext }),
      };
      const target = `function:${fullNameOf(config)}`;
      const fault = context.faults.take(target, event.toString("utf8", 0, FAULT_SEARCH_BYTES));
      return fault ? suffer(fault, config, invocation) : run(config, invocation);
    },
    catchUp(name) {
      for (const [arn, pool] of pools) {
        const config = functions.get(arn);
        if (config && fullNameOf(config).includes(name)) pool.catchUp();
      }
    },
    close() {
      for (const pool of pools.values()) pool.close();
    },
  };
}

/** What the control server knows a function by. */
const fullNameOf = ({ name, resource }: FunctionConfig): string => `${name}/${resource.logicalId}`;

/**
 * At an AWS call, or after a time. Without either the work is done and only the answer is lost: the hardest case for whoever
 * repeats it.
 */
function cutOff({ atStep, delayMs }: Fault, faults: Faults): RunOptions {
  if (atStep !== undefined) return { watch: (traceId, kill) => faults.killAtCall(traceId, atStep, kill) };
  return delayMs === undefined ? { isLost: true } : { killAfterMs: delayMs };
}

function forget(answer: Answer): void {
  if (answer.kind === "stream") answer.body.resume().on("error", () => undefined);
}

function timedOut({ timeoutSeconds }: FunctionConfig, { requestId }: Invocation): string {
  return `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
}

function throttled(): AwsError {
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    Type: "User",
  });
}

function failedWith(status: number, error: string | undefined): AwsError {
  return new AwsError(
    error ?? (status === 429 ? "TooManyRequestsException" : "ServiceException"),
    "ordered by the fault control",
    status,
  );
}
