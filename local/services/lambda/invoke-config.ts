import { z } from "zod";
import type { Assembly } from "../../types.ts";
import type { FunctionConfig } from "./function-config.ts";
import { parseFunctionName } from "./function-name.ts";

const destination = z.object({ Destination: z.string() }).optional();

const properties = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.coerce.number().int().min(0).max(2).default(2),
  MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(21600).default(21600),
  DestinationConfig: z.object({ OnSuccess: destination, OnFailure: destination }).optional(),
});

/** How a function's asynchronous events are delivered. */
export interface AsyncConfig {
  /** Deliveries after the first. @default 2 */
  readonly maxRetries: number;
  /** An event older than this is given up. @default 6 hours */
  readonly maxAgeMs: number;
  /** ARN of a queue or an event bus. */
  readonly onSuccessArn: string | undefined;
  readonly onFailureArn: string | undefined;
  /** ARN of a queue. */
  readonly deadLetterArn: string | undefined;
}

/** The `AWS::Lambda::EventInvokeConfig` of each function, by its ARN, AWS's defaults for those without. */
export function readAsyncConfigs(assembly: Assembly): (config: FunctionConfig) => AsyncConfig {
  const byArn = new Map<string, z.infer<typeof properties>>();
  for (const resource of assembly.ofType("AWS::Lambda::EventInvokeConfig")) {
    const parsed = properties.parse(resource.properties);
    for (const target of [parsed.DestinationConfig?.OnSuccess, parsed.DestinationConfig?.OnFailure]) {
      if (target) checkDestination(resource.logicalId, target.Destination);
    }
    byArn.set(parseFunctionName(parsed.FunctionName).arn, parsed);
  }
  return (config) => {
    const own = byArn.get(config.arn);
    return {
      maxRetries: own?.MaximumRetryAttempts ?? 2,
      maxAgeMs: (own?.MaximumEventAgeInSeconds ?? 21600) * 1000,
      onSuccessArn: own?.DestinationConfig?.OnSuccess?.Destination,
      onFailureArn: own?.DestinationConfig?.OnFailure?.Destination,
      deadLetterArn: config.deadLetterArn,
    };
  };
}

/** Only what `destinations.ts` can deliver to may boot. */
function checkDestination(logicalId: string, arn: string): void {
  if (!/^arn:aws:(sqs:|events:.*:event-bus\/)/.test(arn)) {
    throw new Error(`${logicalId}: the local cloud delivers to queues and event buses only, not to ${arn}`);
  }
}
