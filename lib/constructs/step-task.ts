import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { JitterType, TaskInput } from "aws-cdk-lib/aws-stepfunctions";
import { LambdaInvoke, type LambdaInvokeProps } from "aws-cdk-lib/aws-stepfunctions-tasks";
import type { Construct } from "constructs";
import { RETRYABLE_ERROR_NAMES } from "../../core/contract/steps.ts";

export interface StepTaskProps {
  readonly worker: IFunction;
  /** The step of core/contract/steps.ts. */
  readonly step: string;
  /** Fields of the step, by JSONPath. */
  readonly input: Record<string, string>;
  /** What becomes of the answer. @default it replaces the state */
  readonly into?: Pick<LambdaInvokeProps, "resultSelector" | "resultPath">;
}

/**
 * A Task state that runs one step on a worker function and retries what may pass: overload and throttling for about
 * two minutes, with full jitter. Everything else goes to the machine's Catch at once.
 */
export function stepTask(scope: Construct, id: string, props: StepTaskProps): LambdaInvoke {
  const task = new LambdaInvoke(scope, id, {
    lambdaFunction: props.worker,
    payload: TaskInput.fromObject({ step: props.step, ...props.input }),
    retryOnServiceExceptions: false,
    ...(props.into ?? { outputPath: "$.Payload" }),
  });
  task.addRetry({
    errors: [...RETRYABLE_ERROR_NAMES],
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxAttempts: 6,
    maxDelay: Duration.seconds(60),
    jitterStrategy: JitterType.FULL,
  });
  return task;
}
