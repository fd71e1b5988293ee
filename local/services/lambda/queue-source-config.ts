import { z } from "zod";
import type { Resource } from "../../types.ts";
import { parseFunctionName } from "./function-name.ts";

const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);
const count = z.coerce.number().int();

const properties = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string().startsWith("arn:aws:sqs:", "only queues are event sources in the local cloud"),
  BatchSize: count.min(1).max(10_000).default(10),
  MaximumBatchingWindowInSeconds: count.min(0).max(300).default(0),
  Enabled: flag.default(true),
  FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: count.min(2).max(1000) }).optional(),
  Tags: z.unknown().optional(),
});

/** A queue that feeds a function. */
export interface QueueSource {
  readonly functionArn: string;
  readonly queueArn: string;
  /** Messages an invocation gets at most. */
  readonly batchSize: number;
  /** How long a batch may be filled, in ms. */
  readonly windowMs: number;
  readonly isEnabled: boolean;
  readonly reportsItemFailures: boolean;
  /** Invocations at once. @default 5, what AWS starts with */
  readonly maxConcurrency: number;
}

/** @throws Error naming the mapping, for sources and settings (filters, streams) that are not emulated */
export function readQueueSource(resource: Resource): QueueSource {
  const parsed = properties.safeParse(resource.properties);
  if (!parsed.success) {
    throw new Error(`${resource.logicalId}: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  }
  const mapping = parsed.data;
  return {
    functionArn: parseFunctionName(mapping.FunctionName).arn,
    queueArn: mapping.EventSourceArn,
    batchSize: mapping.BatchSize,
    windowMs: mapping.MaximumBatchingWindowInSeconds * 1000,
    isEnabled: mapping.Enabled,
    reportsItemFailures: mapping.FunctionResponseTypes.length > 0,
    maxConcurrency: mapping.ScalingConfig?.MaximumConcurrency ?? 5,
  };
}
