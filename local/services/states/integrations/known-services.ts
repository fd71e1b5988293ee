/** A service that a Task can call by an AWS SDK integration, or by an optimized one. */
export interface KnownService {
  readonly signingName: string;
  /** In error names. */
  readonly errorPrefix: string;
}

/** `aws-sdk:<name>:<action>`; those whose requests are JSON. */
const SDK_SERVICES: Readonly<Record<string, KnownService>> = {
  dynamodb: { signingName: "dynamodb", errorPrefix: "DynamoDb" },
  eventbridge: { signingName: "events", errorPrefix: "EventBridge" },
  secretsmanager: { signingName: "secretsmanager", errorPrefix: "SecretsManager" },
  sfn: { signingName: "states", errorPrefix: "Sfn" },
  sqs: { signingName: "sqs", errorPrefix: "Sqs" },
  ssm: { signingName: "ssm", errorPrefix: "Ssm" },
};

/** Optimized integrations that only pass their parameters on. */
const OPTIMIZED: Readonly<Record<string, KnownService & { readonly actions: readonly string[] }>> = {
  dynamodb: {
    signingName: "dynamodb",
    errorPrefix: "DynamoDB",
    actions: ["getItem", "putItem", "updateItem", "deleteItem"],
  },
  events: { signingName: "events", errorPrefix: "EventBridge", actions: ["putEvents"] },
  sqs: { signingName: "sqs", errorPrefix: "SQS", actions: ["sendMessage"] },
};

export type Integration =
  | { readonly kind: "function"; readonly arn: string }
  | { readonly kind: "invoke" }
  | { readonly kind: "execution"; readonly isSync: boolean }
  | { readonly kind: "service"; readonly service: KnownService; readonly operation: string };

/** What a Task's Resource calls; undefined when that does not exist here. */
export function integrationOf(resource: string): Integration | undefined {
  if (/^arn:aws:lambda:[\w-]+:\d+:function:[\w:$-]+$/.test(resource))
    return { kind: "function", arn: resource };
  const match = /^arn:aws:states:::(aws-sdk:)?([\w-]+):(\w+)(\.sync(?::2)?|\.waitForTaskToken)?$/.exec(
    resource,
  );
  if (match === null) return undefined;
  const [, isSdk, service = "", action = "", pattern] = match;
  const isSync = pattern?.startsWith(".sync") ?? false;
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  if (isSdk === undefined && service === "states" && action === "startExecution")
    return { kind: "execution", isSync };
  if (isSync) return undefined;
  if (isSdk === undefined && service === "lambda" && action === "invoke") return { kind: "invoke" };
  if (isSdk !== undefined) {
    const known = SDK_SERVICES[service];
    return known && { kind: "service", service: known, operation };
  }
  const known = OPTIMIZED[service];
  return known?.actions.includes(action) ? { kind: "service", service: known, operation } : undefined;
}
